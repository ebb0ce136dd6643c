"""Who is in the sample twice: the same answers, the same id, the same internet address or text."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.analysis.screening.answer_columns import Column, Values
from techno_kit.analysis.screening.batteries import Battery, blocks_of
from techno_kit.analysis.screening.checks import Bools, Check, Name, named, not_there
from techno_kit.errors import QuestionError, raise_all
from techno_kit.numerics.row_patterns import chance_of_twins, group_sizes, row_keys
from techno_kit.survey.personal import personal_columns
from techno_kit.survey.personal_signs import plain_words
from techno_kit.survey.sample import Sample
from techno_kit.survey.traces import trace_of
from techno_kit.wording import count, plural, say

FEWEST: Final = 8  # answers that two respondents must share
BY_CHANCE: Final = 0.01  # others who can be expected to give the same answers by chance
SHARED: Final = 0.5  # of the rows: an id that more of them share is not one of respondents
OPEN: Final = 0.2  # share of texts that differ, from which on a column is an open question
WORDS: Final = 3.0  # mean words of such texts


def check_rows(sample: Sample, columns: Sequence[Column], batteries: Sequence[Battery]) -> Check:
    """Flag who gave exactly the answers of an earlier respondent, unless that happens by chance."""
    if len(columns) < FEWEST:
        told = say("screening.unknown.duplicate_rows", least=count(FEWEST))
        return Check("duplicate_rows", told)
    answered = np.zeros(sample.n, np.int64)
    for column in columns:
        answered += column.codes >= 0
    keys = row_keys((column.codes for column in columns), sample.n)
    sizes, later = group_sizes(keys)
    flags = later & (answered >= FEWEST)
    if flags.any():
        blocks = list(blocks_of(columns, batteries))
        expected = chance_of_twins([one for one, _ in blocks], [two for _, two in blocks], keys)
        flags &= expected < BY_CHANCE
    rule = say("screening.rules.duplicate_rows", least=count(FEWEST), chance=BY_CHANCE)
    known = int((answered >= FEWEST).sum())
    note = plural("screening.found.columns", len(columns))
    largest = int(sizes[flags].max(initial=0))
    if largest > 2:
        note += " " + say("screening.found.group", n=count(largest))
    return Check.of("duplicate_rows", rule, flags, known, note=note)


def personal_kinds(sample: Sample) -> dict[str, str]:
    """Return the columns of personal data, those that were set aside included, by kind."""
    known = sample.codebook.personal
    rest = [each for each in sample.frame.columns if each not in known]
    return {**known, **personal_columns(sample.frame[rest], sample.codebook)}


def check_ids(
    sample: Sample, kinds: Mapping[str, str], ids: Sequence[str] | None
) -> tuple[Check, Check]:
    """Flag whose id or e-mail address, and whose internet address, an earlier respondent has.

    Parameters
    ----------
    sample : Sample
        The respondents.
    kinds : mapping of str to str
        Columns of personal data, and what they hold.
    ids : sequence of str or None
        The columns of ids; found when None.

    Raises
    ------
    QuestionError
        With every named column that is not there.
    """
    if ids is not None:
        problems = [
            not_there("ids", each, _all(sample)) for each in ids if each not in _all(sample)
        ]
        raise_all(QuestionError, "tk.screen", problems)
        wanted = list(ids)
    else:
        wanted = [name for name, kind in kinds.items() if kind in ("id", "email", "phone")]
        wanted += [
            str(name)
            for name in sample.frame.columns
            if plain_words(str(name)) == "id" and name not in wanted
        ]
        wanted = [each for each in wanted if each not in sample.design.columns]
    addresses = [name for name, kind in kinds.items() if kind == "ip" and name not in wanted]
    return (
        _check_codes(sample, "duplicate_ids", wanted, ids is not None),
        _check_codes(sample, "same_ip", addresses, chosen=False),
    )


def _all(sample: Sample) -> list[str]:
    return [*map(str, sample.frame.columns), *sample.traces]


def _check_codes(sample: Sample, name: Name, columns: Iterable[str], chosen: bool) -> Check:
    flags: Bools = np.zeros(sample.n, np.bool_)
    known: Bools = np.zeros(sample.n, np.bool_)
    used, shared, told = [], [], []
    for column in columns:
        codes = _codes(sample, column)
        if codes is None or not (codes >= 0).any():
            continue
        later = _repeated(sample, codes)
        if not chosen and name == "duplicate_ids" and later.sum() > SHARED * (codes >= 0).sum():
            shared.append(column)
            continue
        used.append(column)
        told.append((column, int(later.sum())))
        flags |= later
        known |= codes >= 0
    if not used:
        return Check(name, say(f"screening.unknown.{name}"))
    note = say("screening.found.ids", columns=named(used))
    if shared:
        note += " " + say("screening.found.shared", columns=named(shared))
    rule = say(f"screening.rules.{name}")
    return Check.of(
        name, rule, flags, int(known.sum()), note=note, columns=tuple(x for x in told if x[1])
    )


def _codes(sample: Sample, column: str) -> NDArray[np.int32] | None:
    if column in sample.frame.columns:
        return trace_of(sample.frame[column])
    return sample.traces.get(column)


def _repeated(sample: Sample, codes: NDArray[np.int32]) -> Bools:
    """Return who has the code of an earlier respondent of the same wave."""
    wave = np.zeros(sample.n, np.int64)
    if sample.codebook.waves:
        wave = sample.answers(sample.codebook.waves).codes.astype(np.int64)
    _, later = group_sizes((wave + 1) * (int(codes.max()) + 2) + codes)
    return later & (codes >= 0)


def open_columns(columns: Sequence[Column], texts: Sequence[str] | None) -> list[Column]:
    """Return the columns of open questions: texts most of which differ, of some words.

    Raises
    ------
    QuestionError
        With every name that is no column of answers.
    """
    if texts is None:
        return [each for each in columns if _is_open(each)]
    known = {each.name: each for each in columns}
    problems = [not_there("open_ends", each, known) for each in texts if each not in known]
    raise_all(QuestionError, "tk.screen", problems)
    return [known[each] for each in texts]


def _is_open(column: Column) -> bool:
    texts = [each for each in list(column.values[:500]) if isinstance(each, str)]
    if column.kind == "number" or not texts or column.size <= 2 * FEWEST:
        return False
    answered = int(np.count_nonzero(column.codes >= 0))
    words = sum(len(each.split()) for each in texts) / len(texts)
    return column.size >= OPEN * answered and words >= WORDS


def check_texts(sample: Sample, columns: Sequence[Column], least: int) -> Check:
    """Flag who gave the same longer text to an open question as others did."""
    if not columns:
        return Check("same_text", say("screening.unknown.same_text"), least)
    flags: Bools = np.zeros(sample.n, np.bool_)
    known: Bools = np.zeros(sample.n, np.bool_)
    told = []
    for column in columns:
        same, long = _normalised(column.values, least)
        groups = np.append(same, -1)[column.codes]
        judged = np.append(long, False)[column.codes]
        sizes = np.bincount(groups[judged], minlength=1) if judged.any() else np.zeros(1, np.intp)
        repeated = judged & (sizes[np.where(judged, groups, 0)] > 1)
        told.append((column.name, int(repeated.sum())))
        flags |= repeated
        known |= column.codes >= 0
    return Check.of(
        "same_text",
        say("screening.rules.same_text", least=count(least)),
        flags,
        int(known.sum()),
        threshold=float(least),
        note=say("screening.found.open_ends", columns=named([each.name for each in columns])),
        columns=tuple(pair for pair in told if pair[1]),
    )


def _normalised(values: Values, least: int) -> tuple[NDArray[np.intp], Bools]:
    """Number texts without regard to capitals, blanks and signs; tell which are long enough."""
    texts = pd.Series(values).astype("str").str.lower()
    plain = texts.str.replace(r"[\W_]+", " ", regex=True).str.strip()
    return pd.factorize(plain)[0], (plain.str.len() >= least).to_numpy(np.bool_)
