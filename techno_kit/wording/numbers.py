"""Formats of numbers: rounded half up, at display only, with the language's signs."""

from decimal import ROUND_HALF_UP, Context, Decimal
from math import isfinite

from techno_kit.wording.phrases import phrase, say

SIGNIFICANT = 12  # digits that survive binary rounding: 0.285 is 28.5 %, not 28.499999999999996
MOST = 1e15  # beyond, the last digits of a float are not its own
WIDE = Context(prec=400)  # digits: the largest float has 309 before its decimals


def _fixed(value: float, digits: int) -> str:
    if not isfinite(value):
        return phrase("numbers.missing")
    whole = len(f"{abs(value):.0f}") if abs(value) < MOST else SIGNIFICANT
    exact = Decimal(f"{value:.{max(SIGNIFICANT, whole)}g}")
    rounded = exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, WIDE)
    text = f"{abs(rounded) if rounded == 0 else rounded:,.{digits}f}"
    signs = {",": phrase("numbers.thousands"), ".": phrase("numbers.decimal")}
    return "".join(signs.get(sign, sign) for sign in text)


def decimal(value: float, digits: int = 2) -> str:
    """Format a number with a fixed count of decimals, rounded half up.

    Examples
    --------
    >>> decimal(2.675), decimal(-0.001), decimal(float("nan")), decimal(1234567890123, 0)
    ('2.68', '0.00', '–', '1,234,567,890,123')
    """
    return _fixed(value, digits)


def exact_decimal(value: float) -> str:
    """Format a given number with the decimals that it has, at most six.

    Examples
    --------
    >>> exact_decimal(3.0), exact_decimal(-0.25), exact_decimal(1e6 / 3)
    ('3', '-0.25', '333,333.333333')
    """
    near = 1e-12 * max(1.0, abs(value))
    digits = next((n for n in range(6) if abs(round(value, n) - value) < near), 6)
    return _fixed(value, digits)


def count(value: float) -> str:
    """Format a number of people: whole, grouped.

    Examples
    --------
    >>> count(1200)
    '1,200'
    """
    return _fixed(value, 0)


def percent(share: float, digits: int = 0) -> str:
    """Format a share (0-1) as a percentage, rounded half up.

    Examples
    --------
    >>> percent(0.285), percent(0.285, 1)
    ('29%', '28.5%')
    """
    if not isfinite(share):
        return phrase("numbers.missing")
    return phrase("numbers.percent").format(number=_fixed(share * 100, digits))


def exact_percent(share: float) -> str:
    """Format a confidence or another given share with the decimals that it has.

    Examples
    --------
    >>> exact_percent(0.95), exact_percent(0.975), exact_percent(0.999)
    ('95%', '97.5%', '99.9%')
    """
    digits = next((n for n in range(4) if abs(round(share, n + 2) - share) < 1e-9), 4)
    return percent(share, digits)


def points(difference: float, digits: int = 1) -> str:
    """Format a difference of two shares (0-1) in percentage points, signed.

    Examples
    --------
    >>> points(0.034), points(-0.034)
    ('+3.4', '-3.4')
    >>> points(0.00001)
    '0.0'
    """
    text = _fixed(difference * 100, digits)
    return f"+{text}" if difference > 0 and text != _fixed(0.0, digits) else text


def index(value: float) -> str:
    """Format an index (base = 100): whole; a dash where it is undefined.

    Examples
    --------
    >>> index(97.7), index(float("nan"))
    ('98', '–')
    """
    return _fixed(value, 0)


def interval(low: float, high: float, digits: int = 0) -> str:
    """Format an interval of shares (0-1) in percent; a dash where there is none.

    Examples
    --------
    >>> interval(0.2249, 0.261)
    '22% to 26%'
    """
    if not (isfinite(low) and isfinite(high)):
        return phrase("numbers.missing")
    return phrase("numbers.interval").format(low=percent(low, digits), high=percent(high, digits))


def index_interval(low: float, high: float) -> str:
    """Format the limits of an index; a dash where there are none.

    Examples
    --------
    >>> index_interval(119.6, 145.2), index_interval(float("nan"), float("nan"))
    ('120 to 145', '–')
    """
    if not (isfinite(low) and isfinite(high)):
        return phrase("numbers.missing")
    return phrase("numbers.interval").format(low=index(low), high=index(high))


def p_value(p: float) -> str:
    """Format a p-value: three decimals, and ``<0.001`` below that.

    Examples
    --------
    >>> p_value(0.0312), p_value(0.00001)
    ('0.031', '<0.001')
    """
    if p < 0.001:
        return phrase("numbers.below").format(number=_fixed(0.001, 3))
    return _fixed(p, 3)


def plural(key: str, n: int, /, **values: object) -> str:
    """Return the ``one`` or the ``other`` form under a key; ``{n}`` is the number, grouped.

    Examples
    --------
    >>> plural("units.respondents", 1), plural("units.respondents", 1200)
    ('1 respondent', '1,200 respondents')
    """
    return say(f"{key}.{'one' if n == 1 else 'other'}", n=count(n), **values)


def column_letter(place: int) -> str:
    """Return a column's letter: A to Z, then AA, AB, ...

    Examples
    --------
    >>> column_letter(0), column_letter(25), column_letter(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
