"""The files of the shipped study, as bytes: respondents, mappings, targets, codebook, truth."""

from hashlib import sha256

import numpy as np
import pandas as pd

from techno_kit.benchmarks.questionnaire import interviews
from techno_kit.benchmarks.study import margins, plan, truth, waves
from techno_kit.benchmarks.study_codebook import codebook
from techno_kit.benchmarks.study_mapping import mapping

SUMS = "samples/study.sha256"


def study_files() -> dict[str, bytes]:
    """Make every file of the study.

    Returns
    -------
    dict of str to bytes
        By path inside ``data``; the last one holds the SHA-256 sums of the others.
    """
    answers, careless = _answers()
    texts = {
        "samples/study.csv": _csv(answers),
        "samples/study.toml": mapping(business=False),
        "samples/study_business.toml": mapping(business=True),
        "samples/study_codebook.md": codebook(len(answers), len(careless)),
        "samples/study_truth.csv": _csv(truth(), digits="%.6f"),
        "samples/study_careless.csv": _csv(pd.DataFrame({"RespondentID": careless})),
        "targets/study.csv": _targets(),
    }
    files = {name: text.encode() for name, text in texts.items()}
    sums = [f"{sha256(content).hexdigest()}  {name}\n" for name, content in files.items()]
    return {**files, SUMS: "".join(sums).encode()}


def _answers() -> tuple[pd.DataFrame, list[int]]:
    parts = [interviews(wave, plan()["respondents"], plan()["seed"]) for wave in waves()]
    frame = pd.concat([frame for frame, _ in parts], ignore_index=True)
    return frame, np.concatenate([careless for _, careless in parts]).tolist()


def _csv(frame: pd.DataFrame, digits: str | None = None) -> str:
    return frame.to_csv(index=False, lineterminator="\n", float_format=digits)


def _targets() -> str:
    """Write the population's shares, marked as what they are."""
    source = "made with the shipped study; no real population"
    head = f"# population: {plan()['population']}; year: 2010; source: {source}\n"
    shares = margins()
    lines = [",".join([*shares, "share"])]
    for place, levels in enumerate(shares.values()):
        for level, share in levels.items():
            cells = [level if column == place else "" for column in range(len(shares))]
            lines.append(",".join([*cells, f"{share:.6g}"]))
    return head + "\n".join(lines) + "\n"
