"""The parts of a plan as HTML, as Markdown, and as lines for a terminal; every text is escaped."""

import re
from collections.abc import Iterable, Sequence
from unicodedata import category

from techno_kit.drawing.cells import Column, read_columns
from techno_kit.drawing.terminal import columns_of
from techno_kit.planning.blocks import Block, Entries, Entry, Grid, Items, Part, Prose

#: What Markdown (with GitHub's tables, mathematics and mentions) reads as markup within a line.
SIGNS = re.compile(r"[\\`*\[\]<>|~$]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)|(?<!\w)@(?=\w)")
#: What it reads as markup at the beginning of a line.
FACT = "{}: {}"  # a word and what is said of it
OPENING = re.compile(r"^(?:[-+](?=\s|$)|#{1,6}(?=\s|$)|[-=]+$|\d+(?=[.)](?:\s|$)))")


def html_of_parts(parts: Sequence[Part], *, headed: bool = True) -> str:
    """Write parts as HTML, each under an ``h3`` unless the page heads it."""
    from techno_kit.drawing.markup import text_html

    written = []
    for part in parts:
        written += [f"<h3>{text_html(part.title)}</h3>"] if headed else []
        written.append(html_of_blocks(part.blocks))
    return "\n".join(written)


def html_of_blocks(blocks: Iterable[Block]) -> str:
    """Write paragraphs, lists and tables as HTML."""
    return "\n".join(_html(block) for block in blocks)


def _html(block: Block) -> str:
    from techno_kit.drawing.markup import table_html
    from techno_kit.drawing.pages import list_html, paragraphs_html

    if isinstance(block, Prose):
        return paragraphs_html([block.text])
    if isinstance(block, Items):
        return list_html(block.texts)
    if isinstance(block, Entries):
        return "<ol>\n" + "\n".join(_html_entry(each) for each in block.entries) + "\n</ol>"
    return table_html(
        block.frame, caption=block.caption, columns=block.columns, numbers=block.numbers
    )


def _html_entry(entry: Entry) -> str:
    from techno_kit.drawing.markup import text_html
    from techno_kit.drawing.pages import list_html

    facts = list_html(FACT.format(*fact) for fact in entry.facts)
    return f"<li><strong>{text_html(entry.name)}</strong>\n{facts}</li>"


def notebook_html(title: str, parts: Sequence[Part]) -> str:
    """Write a plan for the end of a notebook's cell: its title, and the parts below it."""
    from techno_kit.drawing.markup import text_html

    return f"<h2>{text_html(title)}</h2>\n{html_of_parts(parts)}"


def text_of_parts(title: str, parts: Sequence[Part]) -> str:
    """Write a plan as plain text for a terminal."""
    from techno_kit.drawing.terminal import folded

    lines = folded(title)
    for part in parts:
        lines += ["", "", *folded(part.title.upper())]
        for block in part.blocks:
            lines += ["", *_lines(block)]
    return "\n".join(lines)


def _lines(block: Block) -> list[str]:
    from techno_kit.drawing.terminal import folded, table_text

    if isinstance(block, Prose):
        return folded(block.text)
    if isinstance(block, Items):
        return [line for each in block.texts for line in _item("- ", each)]
    if isinstance(block, Entries):
        lines = []
        for number, entry in enumerate(block.entries, start=1):
            lines += _item(f"{number}. ", entry.name)
            lines += [line for fact in entry.facts for line in _item("   - ", FACT.format(*fact))]
        return lines
    return table_text(
        block.frame, title=block.caption, columns=block.columns, numbers=block.numbers
    ).split("\n")


def _item(bullet: str, text: str) -> list[str]:
    """Fold the text of a list's item, its later lines below its first."""
    from techno_kit.drawing.terminal import folded

    first, *rest = folded(text, 96 - len(bullet))
    return [bullet + first, *(" " * len(bullet) + line for line in rest)]


def markdown_of_parts(title: str, parts: Sequence[Part]) -> str:
    """Write a plan as Markdown, with tables that also read well as they stand."""
    blocks = [f"# {escaped(title)}"]
    for part in parts:
        blocks.append(f"## {escaped(part.title)}")
        blocks += [_markdown(block) for block in part.blocks]
    return "\n\n".join(blocks) + "\n"


def _markdown(block: Block) -> str:
    if isinstance(block, Prose):
        return escaped(block.text)
    if isinstance(block, Items):
        return "\n".join(f"- {escaped(each)}" for each in block.texts)
    if isinstance(block, Entries):
        return "\n".join(_markdown_entry(*pair) for pair in enumerate(block.entries, start=1))
    return f"**{escaped(block.caption)}**\n\n{_markdown_table(block)}"


def _markdown_entry(number: int, entry: Entry) -> str:
    facts = (f"   - {escaped(FACT.format(*fact))}" for fact in entry.facts)
    return "\n".join([f"{number}. **{escaped(entry.name)}**", *facts])


def escaped(text: str) -> str:
    r"""Escape a text for one line of Markdown.

    Examples
    --------
    >>> print(escaped("a|b, *bold*, <b>, snake_case"))
    a\|b, \*bold\*, \<b\>, snake_case
    >>> print(escaped("1. one\n2. two"))
    1\. one 2. two
    """
    plain = "".join(" " if category(sign) == "Cc" else sign for sign in text)
    line = SIGNS.sub(r"\\\g<0>", " ".join(plain.split()))
    return OPENING.sub(lambda found: _apart(found[0]), line)


def _apart(opening: str) -> str:
    """Escape what opens a line: the sign itself, or the sign behind a number."""
    return f"{opening}\\" if opening.isdigit() else f"\\{opening}"


def _markdown_table(block: Grid) -> str:
    shown = read_columns(block.frame, block.columns, None, block.numbers)
    cells = [[escaped(text) for text in (each.head, *each.texts)] for each in shown]
    widths = [max(3, *map(columns_of, column)) for column in cells]
    rules = [_rule(each, width) for each, width in zip(shown, widths, strict=True)]
    rows = [[column[at] for column in cells] for at in range(len(block.frame) + 1)]
    lines = [_row(row, shown, widths) for row in rows]
    return "\n".join([lines[0], f"|{'|'.join(rules)}|", *lines[1:]])


def _rule(column: Column, width: int) -> str:
    return "-" * (width + 1) + ":" if column.number else "-" * (width + 2)


def _row(texts: Sequence[str], shown: Sequence[Column], widths: Sequence[int]) -> str:
    padded = []
    for text, column, width in zip(texts, shown, widths, strict=True):
        blank = " " * (width - columns_of(text))
        padded.append(blank + text if column.number else text + blank)
    return f"| {' | '.join(padded)} |"
