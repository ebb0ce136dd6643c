"""Values and tables as TOML, exact: what is written here is read back equal."""

from collections.abc import Iterable, Mapping
from datetime import date

from techno_kit.survey.schema import dotted

ESCAPES = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
ESCAPES |= {'"': '\\"', "\\": "\\\\"}
Value = str | bool | int | float | date | Iterable["Value"] | Mapping[str, "Value"]


def quoted(text: str) -> str:
    r"""Write a text as a basic string in one line.

    Examples
    --------
    >>> print(quoted('C:\\new "plan"\n'))
    "C:\\new \"plan\"\n"
    """
    signs = (
        ESCAPES.get(sign, f"\\u{ord(sign):04x}" if ord(sign) < 32 or ord(sign) == 127 else sign)
        for sign in text
    )
    return f'"{"".join(signs)}"'


def key(name: str) -> str:
    """Write a key, quoted where it is not of plain letters.

    Examples
    --------
    >>> key("age_group"), key("Was kaufen Sie?")
    ('age_group', '"Was kaufen Sie?"')
    """
    return name if name and dotted((name,)) == name else quoted(name)


def spelled(value: Value) -> str:
    """Write a value; floats keep every digit.

    Examples
    --------
    >>> spelled({"n": 512, "share": 0.1, "levels": ["first"]})
    '{ n = 512, share = 0.1, levels = ["first"] }'
    """
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{key(name)} = {spelled(each)}" for name, each in value.items())
        return f"{{ {pairs} }}"
    return f"[{', '.join(spelled(each) for each in value)}]"


def table(
    header: str, values: Mapping[str, Value | None], *, remarks: Mapping[str, str] | None = None
) -> str:
    """Write a table, a key a line; keys without a value are left out.

    Parameters
    ----------
    header : str
        Such as ``"[objective]"``.
    values : mapping of str to value
        In order.
    remarks : mapping of str to str, optional
        Key to a comment behind it.
    """
    told = remarks or {}
    lines = [header]
    for name, value in values.items():
        if value is not None:
            remark = f"  # {told[name]}" if name in told else ""
            lines.append(f"{key(name)} = {spelled(value)}{remark}")
    return "\n".join(lines) + "\n"
