"""The codebook of the shipped study: how each thing was made, with the population's truth."""

from collections.abc import Iterable
from importlib import resources
from typing import Any

import numpy as np

from techno_kit.benchmarks.questionnaire import (
    BUSINESS,
    FREQUENCY,
    OPINION,
    SELECT_ALL,
    item_columns,
)
from techno_kit.benchmarks.study import fieldwork, plan, population, truth, waves
from techno_kit.wording import count, decimal, join, percent


def codebook(n: int, careless: int) -> str:
    """Write the codebook of the study as Markdown.

    Parameters
    ----------
    n : int
        Number of respondents.
    careless : int
        How many of them were careless.
    """
    text = resources.files("techno_kit.benchmarks").joinpath("codebook.md").read_text("utf-8")
    stated, field = plan(), plan()["fieldwork"]
    return text.format(
        title=stated["title"],
        population=stated["population"],
        seed=stated["seed"],
        n=count(n),
        per_wave=count(stated["respondents"]),
        careless=count(careless),
        careless_share=percent(stated["careless"]["share"]),
        thirty=percent(_thirty()),
        waves=_wave_table(),
        overlaps=_overlap_table(),
        relations=_relation_table(),
        item_facts=_item_table(),
        truth=_truth_table(),
        columns=_column_table(),
        districts=len(field["districts"]),
        regions=len(field["regions"]),
        psus=field["psus"],
        per_psu=stated["respondents"] // len(fieldwork().strata) // field["psus"],
        likeness=field["likeness"],
        response=_response(),
        blank=percent(stated["battery"]["blank"], 1),
        skipped=percent(stated["battery"]["skipped"], 1),
        unsure=percent(stated["battery"]["unsure"], 1),
        dont_know=stated["satisfaction"]["dont_know"],
    )


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    lines = [list(head)]
    lines += [["---"] * len(lines[0]), *([str(each) for each in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _thirty() -> float:
    """Return the share of wave 1's Conversationalists who are 30 or older."""
    found = population(waves()[0])
    on_rung = found.joint[:, found.patterns.column("conversationalists")].sum(axis=1)
    ages = {band: np.arange(low, high + 1) for band, (low, high) in plan()["age"].items()}
    older = found.people["age_group"].map({band: (of >= 30).mean() for band, of in ages.items()})
    return float(on_rung @ older.to_numpy(np.float64) / on_rung.sum())


def _wave_table() -> str:
    stated = plan()["waves"]
    rungs = list(next(iter(stated.values()))["shares"])
    rows = [
        [wave, each["status"], *(percent(each["shares"][rung]) for rung in rungs), each["source"]]
        for wave, each in stated.items()
    ]
    return _table(["wave", "status", *rungs, "source"], rows)


def _overlap_table() -> str:
    words = {"equal": "", "at_least": "at least ", "at_most": "at most "}
    rows = [
        [
            f"{words[each['says']]}{percent(each['share'])} of {each['of']} are {each['also']}",
            each["status"],
            each["source"],
        ]
        for each in plan()["overlaps"]
    ]
    return _table(["overlap", "status", "source"], rows)


def _relation_table() -> str:
    rows = []
    for each in plan()["relations"]:
        if "age" in each:
            fact = f"mean age {decimal(each['age'], 0)}"
        else:
            level, share = next(iter(next(x for x in each.values() if isinstance(x, dict)).items()))
            fact = f"{percent(share)} {level}"
        rows.append([each["rung"], fact, each["status"], each.get("source", "")])
    return _table(["rung", "its people", "status", "source"], rows)


def _item_table() -> str:
    rows = []
    for each in plan()["item_facts"]:
        what = f"exactly {each['number']}" if "number" in each else " and ".join(each["items"])
        sign = "at least " if each["says"] == "at_least" else ""
        rows.append([each["of"], what, f"{sign}{percent(each['share'])}", each["source"]])
    return _table(["of", "do", "share", "from"], rows)


def _truth_table() -> str:
    true = truth()
    shown = true[true["by"].isna() | (true["by"] == "age_group")]
    bands = list(plan()["age"])
    rows = []
    for wave in waves():
        for rung in population(wave).patterns.answers:
            of_rung = shown[(shown["wave"] == wave) & (shown["answer"] == rung)]
            rows.append([wave, rung, *(decimal(100 * each, 1) for each in of_rung["share"])])
    return _table(["wave", "rung", "all", *bands], rows)


def _response() -> str:
    parts = [
        join(f"{level} {decimal(share, 2)}" for level, share in of.items())
        for of in plan()["response"].values()
    ]
    return "; ".join(parts)


def _column_table() -> str:
    """List the columns with their questions and answers."""
    work, battery = plan()["work"], plan()["battery"]
    rows: list[list[Any]] = [
        ["RespondentID", "number of the interview", "drawn at random within the wave"],
        ["Wave, Market, Region", "part of the design", ""],
        ["Stratum, PSU, Weight", "the design", "see above"],
        ["InterviewSeconds", "length of the interview", "quantiles of ours; the careless hurry"],
        ["Q1_Age", "age in years", "even within the age group"],
        ["Q2_Gender, Q3_Education", "gender, education", "population above"],
        ["Q4_Role", "role in buying at work", "by age group and education"],
        ["Q5_Industry, Q6_CompanySize", "asked of the employed", "at random"],
    ]
    how_often = f"{battery['question']} ({', '.join(battery['answers'])}, {battery['dont_know']})"
    for activity, column in item_columns(FREQUENCY).items():
        label = plan()["items"][activity][0]
        rows.append([column, f"{label} (`{activity}`)", how_often])
        how_often = "same"
    shares = join(percent(each) for each in work["business"])
    rows.append(
        [
            f"{BUSINESS}_1 to {BUSINESS}_{len(plan()['items'])}",
            "the same activities: also for business? 1 or 0, asked of the employed",
            f"by role, {shares} of the activities done at the rung's frequency",
        ]
    )
    for prefix, each in zip(SELECT_ALL, plan()["select_all"], strict=True):
        labels = ", ".join(answer["label"] for answer in each["answers"].values())
        span = f"{prefix}_1 to {prefix}_{len(each['answers'])}"
        rows.append([span, f"{each['question']} (select all: {labels})", "by the rungs"])
    opinions = plan()["opinions"]
    rows += [
        ["Q13_Satisfaction", plan()["satisfaction"]["question"] + " (0-10)", "Joiners higher"],
        [
            f"{OPINION}_1 to {OPINION}_{len(opinions['statements'])}",
            f"{opinions['question']} {'; '.join(opinions['statements'])} (1-5)",
            "at random; one answer throughout from the careless",
        ],
        ["Q15_Check", plan()["careless"]["attention"], "attention check"],
        ["Q16_Better", plan()["open_answer"]["question"], "a sentence from a short list"],
    ]
    return _table(["column", "question", "how made"], rows)
