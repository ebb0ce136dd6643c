"""XML that comes from anywhere: no entity is expanded, nothing outside the file is opened."""

from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from techno_kit.errors import ReadError
from techno_kit.wording import say

LIMIT: Final = 1 << 28  # bytes; a questionnaire takes a few millions
DEPTH: Final = 200  # of elements within elements; a questionnaire takes ten


def read_xml(path: Path) -> Element:
    """Return the root of an XML file.

    Parameters
    ----------
    path : pathlib.Path
        A file that is there. It may name a document type, which is not fetched.

    Raises
    ------
    ReadError
        If defusedxml is not installed, or the file is no XML, declares entities, or is far larger
        or deeper than any questionnaire.
    """
    try:
        from defusedxml.common import DefusedXmlException
        from defusedxml.ElementTree import fromstring
    except ImportError as error:
        raise ReadError(say("reading.extra", file=path.name, package="defusedxml")) from error
    if path.stat().st_size > LIMIT:
        raise ReadError(say("reading.xml.large", file=path.name))
    try:
        root: Element = fromstring(path.read_bytes())
    except DefusedXmlException as error:
        raise ReadError(say("reading.xml.entities", file=path.name)) from error
    except ParseError as error:
        line, column = error.position
        raise ReadError(
            say("reading.xml.damaged", file=path.name, line=line, column=column + 1)
        ) from error
    except (ValueError, LookupError) as error:
        raise ReadError(say("reading.damaged", file=path.name, reason=error)) from error
    if _deeper(root, DEPTH):
        raise ReadError(say("reading.xml.deep", file=path.name))
    return root


def _deeper(root: Element, limit: int) -> bool:
    """Tell whether elements stand deeper within each other than a limit."""
    level = [root]
    for _ in range(limit):
        level = [child for each in level for child in each]
        if not level:
            return False
    return True


def words_in(element: Element | None) -> str:
    """Return an element's text with that of its children, blanks and line ends as one blank.

    Examples
    --------
    >>> from xml.etree.ElementTree import fromstring
    >>> words_in(fromstring("<title>Exit Survey<br/>First  Wave</title>"))
    'Exit Survey First Wave'
    """
    if element is None:
        return ""
    parts = [part.strip() for part in element.itertext()]
    return " ".join(" ".join(parts).split())
