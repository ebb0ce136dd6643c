"""Reading damaged surveys in a process of its own, which may hang, swell or end."""

import shutil
import tempfile
import traceback
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic
from typing import Any, Final, Self

from tests.loading.fuzz.damages import Case
from tests.loading.fuzz.sentences import kind_of

SECONDS: Final = 60.0  # for one small file, on a machine that is busy
STARTING: Final = 120.0  # for a process to import pandas
TIMES: Final = 4  # of the file's bytes
FLOOR: Final = 200  # MB that a small file may take: libraries set room aside before they read
STATUS: Final = Path("/proc/self/status")
PEAK: Final = Path("/proc/self/clear_refs")
MB: Final = 1 << 20
NUMBER: Final = 8  # bytes: a file that is packed holds a table that is larger than it

READ, REFUSED = "read", "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a damaged survey.

    Attributes
    ----------
    end : str
        "read", "refused", or what ought not to happen: "traceback", "warning", "unnamed", "hang",
        "ended", "memory", "unusable".
    kind : str
        The key of the sentence that refused it.
    told : str
        The message, or the traceback.
    seconds : float
        How long it took.
    memory : float
        MB by which the process grew at most; nan where that cannot be measured.
    table : float
        MB that the numbers of the table take, where there is one.
    frame : float
        MB that the table takes as pandas holds it, where there is one.
    """

    end: str
    kind: str = ""
    told: str = ""
    seconds: float = 0.0
    memory: float = float("nan")
    table: float = 0.0
    frame: float = 0.0

    @property
    def expected(self) -> bool:
        """Whether the promise was kept."""
        return self.end in (READ, REFUSED)


def resident(what: str = "VmRSS") -> float:
    """Return MB of memory that this process holds ("VmRSS"), or held at most ("VmHWM")."""
    if not STATUS.exists():
        return float("nan")
    lines = STATUS.read_text("ascii").splitlines()
    return next(int(each.split()[1]) / 1024 for each in lines if each.startswith(f"{what}:"))


def forget_peak() -> None:
    """Let the most memory held count from now on."""
    if PEAK.exists():
        PEAK.write_text("5", "ascii")


def tried(path: Path, names: Iterable[str], options: dict[str, Any]) -> Outcome:
    """Read a file and look at what comes of it."""
    import techno_kit as tk
    from techno_kit.errors import ReadError

    forget_peak()
    before, began = resident(), monotonic()
    end, kind, told, table, peak, frame = READ, "", "", 0.0, 0.0, 0.0
    try:
        if planted := options.pop("run", None):
            exec(planted, {"ReadError": ReadError})  # a fault of a test's own
        sample = tk.read(path, **options)
        if not (sample.n == len(sample.frame) > 0 and sample.frame.columns.is_unique):
            end, told = "unusable", f"{sample.frame.shape}"
        peak = resident("VmHWM")  # of reading, before anything is made of the sample
        told, table = told or str(sample.source), sample.frame.size * NUMBER / MB
        frame = float(sample.frame.memory_usage(deep=True).sum()) / MB
        len(sample.codebook.table)
    except ReadError as error:
        told = str(error)
        end, kind = REFUSED, kind_of(told)
        if not any(name in told for name in names):
            end = "unnamed"
    except Warning:
        end, told = "warning", traceback.format_exc()
    except Exception:  # noqa: BLE001  # whatever it is, it is counted
        end, told = "traceback", traceback.format_exc()
    seconds, memory = monotonic() - began, (peak or resident("VmHWM")) - before
    return Outcome(end, kind, told, seconds, memory, table, frame)


def serve(channel: Connection) -> None:
    """Read what is sent, until nothing is."""
    warnings.simplefilter("error")
    import techno_kit.loading.reading  # noqa: F401  # before time is taken

    channel.send("ready")
    while (job := channel.recv()) is not None:
        channel.send(tried(*job))


class Reader:
    """A process that reads; another takes its place where it hangs or ends."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self.folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
        self.process: Any = None
        self.channel: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self) -> None:
        context = get_context("spawn")
        self.channel, other = context.Pipe()
        self.process = context.Process(target=serve, args=(other,), daemon=True)
        self.process.start()
        other.close()
        if not self.channel.poll(STARTING):
            raise TimeoutError("the process that reads does not start")
        self.channel.recv()

    def _stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.join()
            self.channel.close()
        self.process = None

    def read(
        self, path: Path, names: Iterable[str] = (), options: Mapping[str, Any] | None = None
    ) -> Outcome:
        """Read a file there; whatever happens comes back as an outcome."""
        if self.process is None:
            self._start()
        try:
            self.channel.send((path, [path.name, *names], dict(options or {})))
            if not self.channel.poll(self.seconds):
                self._stop()
                return Outcome("hang", seconds=self.seconds)
            found: Outcome = self.channel.recv()
        except (EOFError, ConnectionError):
            self.process.join()
            code = self.process.exitcode
            self._stop()
            return Outcome("ended", told=f"exit code {code}")
        return found

    def outcome(self, case: Case) -> Outcome:
        """Write a damaged survey into an empty folder, and read it."""
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        for name, raw in case.files.items():
            (folder / name).write_bytes(raw)
        found = self.read(folder / case.main, case.files, case.options)
        shutil.rmtree(folder)
        room = max(FLOOR, TIMES * max(case.size / MB, found.table))
        return replace(found, end="memory") if found.expected and found.memory > room else found


def outcomes(cases: Iterable[Case], reader: Reader) -> Iterator[tuple[Case, Outcome]]:
    """Yield what becomes of damaged surveys."""
    for case in cases:
        yield case, reader.outcome(case)


def unexpected(found: Iterable[tuple[Case, Outcome]]) -> tuple[Counter[str], list[str]]:
    """Return how often which end came, and a sentence for each that ought not to."""
    ends: Counter[str] = Counter()
    told = []
    for case, outcome in found:
        ends[outcome.end] += 1
        if not outcome.expected:
            told.append(f"{case.start}, {case.damage}: {outcome.end}: {outcome.told[-1500:]}")
    return ends, told
