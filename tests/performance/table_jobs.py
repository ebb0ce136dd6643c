"""Jobs of banner tables: seven answers by sixty columns, all standard errors and twelve tests.

The floor is twelve weighted `numpy.bincount`, one a banner question. "estimates and tests" is what
a verb does before it makes tables of it: `Split.each` (one pass of sums by question and column),
`Groups.all_shares` (420 shares with their covariances) and twelve Rao-Scott tests. "tk.crosstab" is
the verb, with pairs, letters, arrows, index and intervals of all of it besides.

python tests/performance/table_jobs.py [--write]

With ``--write`` its section of docs/performance.md is made anew, without running the peers again;
the others stay.
"""

import argparse
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from statistics import median
from tempfile import TemporaryDirectory
from warnings import catch_warnings, simplefilter

import numpy as np
import pandas as pd
from measuring import Job, Times, in_turn, load, ratios, told
from population import RUNGS, Respondents, level_names, respondents
from population import targets as population_targets

import techno_kit as tk
from techno_kit.analysis.comparisons.differences import Groups
from techno_kit.analysis.crosstabs.heads import Head, Split

BANNERS, ANSWERS, SEGMENTS = 12, 5, 7
STRATA, PSUS = 40, 25
QUESTIONS = {"segments": "segment", "rungs": "rungs"}
FLOOR, OURS, VERB = "floor: 12 bincounts", "estimates and tests", "tk.crosstab"
SVY, SVY_TABLE, SAMPLICS, R = (
    "svy, SEs only",
    "svy, tabulate",
    "samplics, SEs only",
    "R svyby + svychisq",
)
SAMPLICS_TABLES = """\
samplics is timed for standard errors alone: its `CrossTabulation`, which tests tables, stopped at a
7 x 5 table with "ShapeError: can't broadcast Series" (samplics 0.6.1 with polars 2.1.0).
It is archived; svy is what its authors maintain."""
PLAIN, RAKED = 3.0, 15.0  # goals: floors, and, after raking, times the same job without it
PEERS, IN_R = 50.0, 1_000.0  # goals: at least so many times faster
SMALL = 2_400  # respondents of the profile with every test
SECONDS = 0.3  # goal of it
PAGE = Path(__file__).parents[2] / "docs/performance.md"
ROWS, ROUNDS = 1_000_000, 11
R_SCRIPT = Path(__file__).with_name("tables.R")
R_TABLES = 2  # of the twelve that R does; its time is multiplied


@dataclass(frozen=True)
class Survey:
    """Respondents with a question of seven answers, seven rungs, and twelve banner questions."""

    frame: pd.DataFrame
    samples: dict[str, tk.Sample]

    @property
    def by(self) -> list[str]:
        return [f"banner {each}" for each in range(BANNERS)]


def survey(data: Respondents, *, raked: bool = False) -> Survey:
    """Make the survey, independently sampled and in strata x PSUs."""
    rng = np.random.default_rng(1)
    columns = data.activities()
    frame = data.categories()
    often = np.maximum(columns[0], columns[1]) + (columns[2] > 3)
    names = [f"segment {each}" for each in range(SEGMENTS)]
    frame["segment"] = pd.Categorical.from_codes(often.clip(0, SEGMENTS - 1).astype("i1"), names)
    for place, (activities, least) in enumerate(RUNGS):
        frame[f"rung {place}"] = np.max([columns[each] for each in activities], axis=0) >= least
    for place in range(BANNERS):
        life = rng.standard_normal(data.n, dtype=np.float32) + np.float32(0.4) * data.life
        codes = np.digitize(life, np.quantile(life, [0.2, 0.4, 0.6, 0.8])).astype("i1")
        levels = [f"level {each}" for each in range(ANSWERS)]
        frame[f"banner {place}"] = pd.Categorical.from_codes(codes, levels)
    frame["base"] = data.base
    frame["stratum"] = rng.integers(0, STRATA, data.n).astype("i2")
    frame["psu"] = rng.integers(0, PSUS, data.n).astype("i2")
    designs = {
        "independent": tk.Design(weight="base"),
        "strata x PSUs": tk.Design(weight="base", strata="stratum", clusters="psu"),
    }
    rungs = tk.Question("rungs", kind="multiple", columns=[f"rung {each}" for each in range(7)])
    samples = {
        name: _weighted(tk.Sample.from_frame(frame, design=design).with_question(rungs), raked)
        for name, design in designs.items()
    }
    return Survey(frame, samples)


def _weighted(sample: tk.Sample, raked: bool) -> tk.Sample:
    if not raked:
        return sample
    from population import LEVELS

    targets = tk.Targets.from_shares(
        {
            name: dict(zip(level_names(name), shares.tolist(), strict=True))
            for name, shares in zip(LEVELS, population_targets(), strict=True)
        }
    )
    return sample.with_weights(tk.rake(sample, targets))


def floor_job(made: Survey) -> Job:
    """One weighted bincount a banner question, on keys that are ready."""
    weight = made.frame["base"].to_numpy()
    segment = made.frame["segment"].cat.codes.to_numpy(np.int64) * ANSWERS
    keys = segment + made.frame["banner 0"].cat.codes.to_numpy(np.int64)
    size = SEGMENTS * ANSWERS
    return lambda: [np.bincount(keys, weights=weight, minlength=size) for _ in range(BANNERS)]


def estimates_job(made: Survey, design: str, question: str) -> Job:
    """All shares with their errors, and the test of every whole table."""
    sample = made.samples[design]
    answers = sample.answers(question)
    heads = [Head.of(sample, name) for name in made.by]
    places = range(len(answers.levels))

    def tables() -> Iterator[tuple[np.ndarray, object]]:
        for split in Split.each(sample, answers.question, heads, None):
            groups = Groups.of(split.domains(answers, "exclude"))
            shares = list(groups.all_shares())
            errors = [np.diag(each.covariance.matrix)[: len(each.share)] for each in shares]
            overlapping = answers.question.kind == "multiple"
            test = groups.test if overlapping else groups.test_table
            yield np.sqrt(errors), test(places)

    return lambda: list(tables())


def verb_job(made: Survey, design: str, question: str) -> Job:
    """The whole banner table."""
    sample, by = made.samples[design], made.by
    return lambda: tk.crosstab(sample, question, by=by)


def peer_jobs(made: Survey, design: str) -> dict[str, Job]:
    """What peers that are installed do of it; they take the question of one answer."""
    jobs = {}
    if find_spec("svy") is not None:
        jobs |= _svy_jobs(made, design)
    if find_spec("samplics") is not None:
        jobs[SAMPLICS] = _samplics_job(made, design)
    return jobs


def absent() -> list[str]:
    """Peers in Python that are not installed."""
    return [name for name in ("svy", "samplics") if find_spec(name) is None]


def _coded(made: Survey) -> dict[str, np.ndarray]:
    names = ["segment", *made.by]
    codes = {name: made.frame[name].cat.codes.to_numpy() for name in names}
    psu = made.frame["stratum"].to_numpy(np.int64) * PSUS + made.frame["psu"].to_numpy(np.int64)
    return codes | {"w": made.frame["base"].to_numpy(), "st": psu // PSUS, "psu": psu}


def _svy_jobs(made: Survey, design: str) -> dict[str, Job]:
    import polars
    import svy

    clustered = {"stratum": "st", "psu": "psu"} if design != "independent" else {}
    sample = svy.Sample(polars.DataFrame(_coded(made)), svy.Design(wgt="w", **clustered))

    def shares() -> object:
        return [sample.estimation.prop("segment", by=name) for name in made.by]

    def tables() -> object:
        return [sample.categorical.tabulate("segment", name, share_of="col") for name in made.by]

    return {SVY: shares, SVY_TABLE: tables}


def _samplics_job(made: Survey, design: str) -> Callable[[], list[dict[int, dict[int, float]]]]:
    with catch_warnings():
        simplefilter("ignore")  # that it is no longer maintained
        from samplics.estimation import TaylorEstimator
        from samplics.utils import PopParam

    codes = _coded(made)
    units = {"stratum": codes["st"], "psu": codes["psu"]} if design != "independent" else {}

    def job() -> list[dict[int, dict[int, float]]]:
        found = []
        for name in made.by:
            estimator = TaylorEstimator(PopParam.prop)
            estimator.estimate(
                y=codes["segment"],
                samp_weight=codes["w"],
                domain=codes[name],
                remove_nan=True,
                **units,
            )
            found.append(estimator.stderror)
        return found

    return job


def seconds_in_r(made: Survey, design: str) -> float | None:
    """Time R's svyby and svychisq of two banner questions; None where R is not installed."""
    if which("Rscript") is None:
        return None
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        names = ["segment", *made.by[:R_TABLES], "w", "st", "psu"]
        codes = _coded(made)
        frame = pd.DataFrame({name.replace(" ", "_"): codes[name] for name in names})
        frame.to_csv(path, index=False)
        run = subprocess.run(
            ["Rscript", "--vanilla", str(R_SCRIPT), str(path), design.split()[0]],
            capture_output=True,
            text=True,
            check=True,
        )
    return float(run.stdout.split()[-1]) * BANNERS / R_TABLES


def check(made: Survey, design: str) -> None:
    """Stop unless what is compared is the same thing."""
    found = estimates_job(made, design, "segment")()
    table = tk.profile(made.samples[design], "segment", by=made.by[0]).groups
    ours = np.asarray(found[0][0]).T.ravel()
    np.testing.assert_allclose(ours, table["se"].to_numpy(), rtol=1e-8)
    if find_spec("svy") is not None:
        frame = _svy_jobs(made, design)[SVY]()[0].to_polars().sort([made.by[0], "segment"])
        np.testing.assert_allclose(ours, np.asarray(frame["se"]), rtol=1e-8)
    if find_spec("samplics") is not None:
        first = _samplics_job(made, design)()[0]
        errors = [first[column][answer] for column in sorted(first) for answer in range(SEGMENTS)]
        np.testing.assert_allclose(ours, errors, rtol=1e-8)


def heading(n: int) -> str:
    """Return the heading of the section."""
    return f"## Seven answers by sixty columns, {n:,} respondents"


def tables_section(
    data: Respondents, rounds: int, *, in_r: bool = False, known: list[str] | None = None
) -> str:
    """Tell how long seven answers by sixty columns take, plain and after raking.

    What is known of peers is told as it is, and they do not run.
    """
    made = survey(data)
    lines = [
        heading(data.n),
        "",
        'All 420 standard errors and twelve Rao-Scott tests. "segments" is a question of one',
        'answer, which peers take too; "rungs" are seven that overlap, with their joint test.',
        f'"{OURS}" is the work of `tk.compare` and `tk.crosstab` before tables are',
        f'made of it; "{VERB}" does all of it, with pairs, letters, arrows and intervals.',
        "",
        "| design | job | ms | x floor | goal |",
        "| --- | --- | ---: | ---: | ---: |",
    ]
    peers = [] if known is None else [*known, ""]
    for design in made.samples:
        check(made, design)
        jobs = {FLOOR: floor_job(made)}
        for named, question in QUESTIONS.items():
            jobs[f"{OURS}, {named}"] = estimates_job(made, design, question)
        for named, question in QUESTIONS.items():
            jobs[f"{VERB}, {named}"] = verb_job(made, design, question)
        times = in_turn(jobs, rounds)
        for name in jobs:
            goal = f"at most {PLAIN:g}" if name.startswith(OURS) else ""
            share = "1" if name == FLOOR else told(ratios(times, name, FLOOR))
            lines.append(_row(design, name, _ms(times, name), share, goal))
        peers += _peer_lines(made, design, in_r) if known is None else []
    if known is not None:
        return "\n".join([*lines, "", *peers, *_raked_lines(data, rounds), ""])
    peers += [f"Not installed: {', '.join(absent())}.", ""] if absent() else []
    if find_spec("samplics") is not None:
        peers += [SAMPLICS_TABLES, ""]
    return "\n".join([*lines, "", *peers, *_raked_lines(data, rounds), ""])


def _peer_lines(made: Survey, design: str, in_r: bool) -> list[str]:
    """Tell how many times longer peers take, each in turn with our job."""
    own, lines = f"{OURS}, segments", []
    for name, job in peer_jobs(made, design).items():
        times = in_turn({own: estimates_job(made, design, "segment"), name: job}, 3)
        slower = told(ratios(times, name, own))
        lines.append(f"{design}: {name} {_ms(times, name)} ms, {slower} x ours (goal: {PEERS:g}).")
    seconds = seconds_in_r(made, design) if in_r else None
    if seconds is not None:
        ours = median(in_turn({own: estimates_job(made, design, "segment")}, 3)[own])
        told_r = f"{seconds:.3g} s ({R_TABLES} of {BANNERS} tables, times {BANNERS // R_TABLES})"
        lines.append(f"{design}: {R} {told_r}, {seconds / ours:,.0f} x ours (goal: {IN_R:,.0f}).")
    return [*lines, ""] if lines else []


def _raked_lines(data: Respondents, rounds: int) -> list[str]:
    """Tell what it takes when the weights were raked to six margins."""
    plain, raked = survey(data), survey(data, raked=True)
    lines = ["After raking to six margins, errors that take it into account:", ""]
    for design in plain.samples:
        for named, question in QUESTIONS.items():
            jobs = {
                "plain": estimates_job(plain, design, question),
                "raked": estimates_job(raked, design, question),
            }
            times = in_turn(jobs, rounds)
            slower = told(ratios(times, "raked", "plain"))
            lines.append(
                f"- {design}, {named}: {_ms(times, 'raked')} ms, {slower} x the same job without;"
                f" goal: at most {RAKED:g}, at 1,000,000."
            )
    return [*lines, ""]


def profile_section(data: Respondents, rounds: int) -> str:
    """Tell how long a profile with every test of a usual survey takes."""
    made = survey(data)
    sample, by = made.samples["independent"], ["age", "gender", "region", "education"]

    def job() -> object:
        return tk.profile(sample, "rungs", by=by), tk.compare(sample, "rungs", by=by)

    times = in_turn({"profile and tests": job}, rounds)
    return f"""## A profile with every test, {data.n:,} respondents

`tk.profile` and `tk.compare` of seven rungs by four demographics (26 groups):
{_ms(times, "profile and tests")} ms; goal: at most {1e3 * SECONDS:g} ms at {SMALL:,}.
"""


def _ms(times: Times, name: str) -> str:
    return f"{1e3 * median(times[name]):.3g}"


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def write(page: Path) -> None:
    """Put the section in its place on the page, with what it tells of peers."""
    text, title = page.read_text("utf-8"), heading(ROWS)
    before, _, after = text.partition(title)
    old, sign, rest = after.partition("\n## ")
    about = (*(f"{design}: " for design in ("independent", "strata x PSUs")), "samplics is timed")
    known = "\n\n".join(each for each in old.split("\n\n") if each.startswith(about))
    section = tables_section(respondents(ROWS), ROUNDS, known=known.split("\n"))
    note = (
        f"Measured by itself: `python tests/performance/table_jobs.py --write`, load {load()};\n"
        "what is told of svy, samplics and R is of an earlier run, against slower jobs of ours.\n"
    )
    page.write_text(f"{before}{section.rstrip()}\n\n{note}{sign}{rest}", "utf-8")


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--write", action="store_true", help="into docs/performance.md")
    if options.parse_args().write:
        write(PAGE)
    else:
        print(tables_section(respondents(ROWS), ROUNDS))
