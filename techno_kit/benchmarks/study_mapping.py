"""The mappings of the shipped study: what its columns mean, as TOML."""

from collections.abc import Iterable, Mapping

from techno_kit.benchmarks.questionnaire import (
    BUSINESS,
    FREQUENCY,
    OPINION,
    SELECT_ALL,
    item_columns,
)
from techno_kit.benchmarks.study import plan, waves

AGE_CUT = (18, 25, 35, 45, 55)
SINGLE = {"wave": "Wave", "market": "Market", "region": "Region", "gender": "Q2_Gender"}


def _quoted(value: object) -> str:
    return '"' + value.replace('"', '\\"') + '"' if isinstance(value, str) else str(value)


def _list(values: Iterable[object]) -> str:
    return "[" + ", ".join(_quoted(each) for each in values) + "]"


def _pairs(pairs: Iterable[tuple[object, object]]) -> str:
    return "[" + ", ".join(_list(pair) for pair in pairs) + "]"


def _inline(table: Mapping[str, object]) -> str:
    pairs = (f"{_quoted(key)} = {_quoted(each)}" for key, each in table.items())
    return "{ " + ", ".join(pairs) + " }"


def _entry(table: str, **keys: str) -> str:
    return f"[{table}]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items())


def mapping(*, business: bool) -> str:
    """Write the mapping of the study as TOML.

    Parameters
    ----------
    business : bool
        Whether an activity is done at all, or also for business.
    """
    seen = "Activities that are also done for business" if business else "Everybody, any use"
    head = [
        f"# {seen}. Made by scripts/make_study.py: nobody in this study is a person.\n"
        'schema = "techno_kit/mapping/1"\n'
        f"population = {_quoted(plan()['population'])}\n"
        'probability_sample = true\nsynthetic = true\nwaves = "wave"\n',
        _entry("design", weight='"Weight"', strata='"Stratum"', clusters='"PSU"'),
    ]
    activities = _business_items() if business else _frequency_items()
    return "\n".join([*head, *_single_questions(), *_batteries(), *activities])


def _single_questions() -> list[str]:
    """Write the questions with one answer, in the order of the questionnaire."""
    work, opinions = plan()["work"], plan()["opinions"]
    satisfaction = plan()["satisfaction"]
    levels = {
        "wave": waves(),
        "market": plan()["people"]["market"],
        "region": plan()["fieldwork"]["regions"],
        "gender": plan()["people"]["gender"],
    }
    entries = [
        _entry(f"questions.{name}", column=_quoted(column), levels=_list(levels[name]))
        for name, column in SINGLE.items()
    ]
    entries += [
        _entry("questions.age_group", column='"Q1_Age"', label='"age"', cut=_list(AGE_CUT)),
        _entry("questions.age", column='"Q1_Age"', kind='"number"', label='"age in years"'),
    ]
    for name, column, words in (
        ("education", "Q3_Education", plan()["education"]["levels"]),
        ("role", "Q4_Role", work["roles"]),
        ("industry", "Q5_Industry", work["industry"]),
        ("company_size", "Q6_CompanySize", work["company_size"]),
    ):
        entries.append(_entry(f"questions.{name}", column=_quoted(column), levels=_list(words)))
    entries.append(
        _entry(
            "questions.satisfaction",
            column='"Q13_Satisfaction"',
            kind='"scale"',
            label=_quoted(satisfaction["question"]),
            levels=_pairs((place, str(place)) for place in range(11)),
            missing=_list([satisfaction["dont_know"]]),
        )
    )
    scale = _pairs(enumerate(opinions["answers"], start=1))
    entries += [
        _entry(
            f"questions.opinion_{place}",
            column=_quoted(f"{OPINION}_{place}"),
            kind='"scale"',
            label=_quoted(statement),
            levels=scale,
        )
        for place, statement in enumerate(opinions["statements"], start=1)
    ]
    check = _list(opinions["answers"])
    entries.append(_entry("questions.attention", column='"Q15_Check"', levels=check))
    return entries


def _batteries() -> list[str]:
    """Write the select-all questions: overlapping answers, a 0/1 column each."""
    entries = []
    for prefix, battery in zip(SELECT_ALL, plan()["select_all"], strict=True):
        labels = [each["label"] for each in battery["answers"].values()]
        columns = {label: f"{prefix}_{place}" for place, label in enumerate(labels, start=1)}
        entries.append(
            _entry(
                f"questions.{battery['name']}",
                label=_quoted(battery["question"]),
                columns=_inline(columns),
                chosen="[1]",
                none=_quoted(battery["answers"]["none"]["label"]),
            )
        )
    return entries


def _frequency_items() -> list[str]:
    battery = plan()["battery"]
    answers = [*zip(battery["answers"], battery["says"], strict=True)]
    answers.append((battery["dont_know"], "dont_know"))
    return [
        _entry("scales.how_often", window=_quoted(battery["window"]), answers=_pairs(answers)),
        *(
            _entry(f"activities.{activity}", column=_quoted(column), scale='"how_often"')
            for activity, column in item_columns(FREQUENCY).items()
        ),
    ]


def _business_items() -> list[str]:
    """Write the business battery; those without work were not asked and count as not doing."""
    employed = _list(plan()["work"]["roles"][:-1])
    return [
        _entry(
            "scales.for_business",
            window=_quoted(f"{plan()['battery']['window']}, for business"),
            answers='[[1, "yes"], [0, "no"]]',
        ),
        *(
            _entry(
                f"activities.{activity}",
                column=_quoted(column),
                scale='"for_business"',
                asked_if=f"{{ Q4_Role = {employed} }}",
                otherwise='"not_doing"',
            )
            for activity, column in item_columns(BUSINESS).items()
        ),
    ]
