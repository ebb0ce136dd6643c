"""A page in headless Chromium, and a watch that tells what went wrong in it."""

import shutil
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Page, WebSocket

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",  # root has none, and CI is root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
PATIENCE = 120  # seconds for anything that depends on other programs; a wait ends when it is met
INSIDE = {"about", "blob", "chrome", "data", "devtools", "file"}  # schemes that ask no machine
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
GRAVE = {"serious", "critical"}

Finding = dict[str, Any]
Open = Callable[..., "Page"]


def chromium() -> str | None:
    """Return the system's own Chromium or Chrome."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def leaves(url: str) -> bool:
    """Tell whether a request goes to another machine."""
    parts = urlsplit(url)
    return parts.scheme not in INSIDE and parts.hostname not in LOOPBACK


class Watch:
    """Hears everything that the pages of a context say and ask for."""

    def __init__(self, context: "BrowserContext") -> None:
        self.said: list[str] = []
        self.asked: list[str] = []
        context.on("weberror", lambda each: self.said.append(f"page error: {each.error}"))
        context.on("console", self._hear)
        context.on("request", lambda each: self.asked.append(each.url))
        context.on("page", lambda page: page.on("websocket", self._connect))

    def _hear(self, message: "ConsoleMessage") -> None:
        if message.type == "error":
            place = message.location.get("url", "")
            self.said.append(f"console error: {message.text} ({place})")

    def _connect(self, socket: "WebSocket") -> None:
        self.asked.append(socket.url)

    @property
    def problems(self) -> list[str]:
        """What was heard that must not be."""
        return self.said + [f"left this machine: {url}" for url in self.asked if leaves(url)]


@dataclass(frozen=True, slots=True)
class Allowed:
    """A finding of axe-core that is not ours: its rule, a mark of the element, and the reason."""

    rule: str
    mark: str
    reason: str

    def covers(self, rule: str, node: Finding) -> bool:
        """Tell whether this is the finding's element."""
        return rule == self.rule and self.mark in node["html"].partition(">")[0]


def axe(
    page: "Page", within: str | None = None, *, allowed: Collection[Allowed] = ()
) -> list[Finding]:
    """Run axe-core on a page, or on the parts of it that a selector finds.

    What is allowed is left out, element by element.
    """
    from axe_playwright_python.sync_playwright import Axe

    context = None if within is None else {"include": [[within]]}
    findings = Axe().run(page, context=context).response["violations"]
    for each in findings:
        each["nodes"] = [
            node for node in each["nodes"] if not any(a.covers(each["id"], node) for a in allowed)
        ]
    return [each for each in findings if each["nodes"]]


def told(findings: Iterable[Finding]) -> list[str]:
    """Word what axe-core found, a line an element."""
    return [
        f"{each['id']} ({each['impact']}): {each['help']}: {node['html'][:160]}"
        for each in findings
        for node in each["nodes"]
    ]


def grave(findings: Iterable[Finding]) -> list[str]:
    """Word the serious and critical findings."""
    return told(each for each in findings if each["impact"] in GRAVE)
