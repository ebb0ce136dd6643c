"""What people drawn from the study's population answer: the raw rows of a survey export."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.benchmarks.chance import Chance, Floats, between, pick
from techno_kit.benchmarks.simulation import draw
from techno_kit.benchmarks.study import SIDE, activities, fieldwork, plan, population, waves

Flags = NDArray[np.bool_]

FREQUENCY = "Q7"  # prefixes of the batteries' columns
BUSINESS = "Q8"
SELECT_ALL = ("Q9", "Q10", "Q11", "Q12")
OPINION = "Q14"
MOST = 0.97  # no answer is certain


def item_columns(prefix: str) -> dict[str, str]:
    """Return the column of every activity in one of the two batteries on activities."""
    return {each: f"{prefix}_{place}" for place, each in enumerate(plan()["items"], start=1)}


def interviews(wave: str, n: int, seed: int) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Draw respondents of a wave and ask them everything.

    Parameters
    ----------
    wave : str
        One of `study.waves`.
    n : int
        How many respondents.
    seed : int
        The same seed gives the same interviews.

    Returns
    -------
    frame : pandas.DataFrame
        The rows of the export, in the order of the interviews; blanks are missing.
    careless : numpy.ndarray of int
        The ids of those who did not take the grid seriously.
    """
    number = waves().index(wave) + 1
    key = (seed, number)
    drawn = draw(population(wave), n, key, fieldwork=fieldwork())
    chance = Chance(key)
    careless = chance.uniforms("careless", n) < plan()["careless"]["share"]
    often = frequencies(wave, drawn, chance)
    blocks = [_head(wave, number, drawn), _seconds(careless, chance), _person(drawn, chance), often]
    work = _work(drawn, chance)
    blocks.insert(3, work)
    blocks.append(_business(often, work["Q4_Role"], chance))
    for prefix, battery in zip(SELECT_ALL, plan()["select_all"], strict=True):
        blocks.append(_select_all(prefix, battery, drawn, chance))
    blocks += [_satisfaction(drawn, chance), _opinions(careless, chance), _rest(careless, chance)]
    frame = pd.concat(blocks, axis=1)
    order = np.argsort(chance.uniforms("order", n), kind="stable")
    ids = number * 100_000 + np.arange(1, n + 1)
    frame = frame.take(order).reset_index(drop=True)
    frame.insert(0, "RespondentID", ids)
    return frame, ids[careless[order]]


def frequencies(wave: str, drawn: pd.DataFrame, chance: Chance) -> pd.DataFrame:
    """Answer the battery on the 21 activities as a person's pattern of rungs says.

    A person on a rung does at least one of its activities often enough, all others do none; each
    says how often in the words of the answer scale. Some answers are blank, some "Don't know" (only
    where the true one is below the rung's frequency), some people skip the battery.
    """
    battery, n = plan()["battery"], len(drawn)
    on = drawn[list(population(wave).patterns.rungs)].to_numpy(np.bool_)
    keen_share = battery["keen"][0] + battery["keen"][1] * on.sum(axis=1)
    keen = (chance.uniforms("keen", n) < keen_share).astype(np.int64)
    codes = np.column_stack(
        [
            _rung_codes(wave, rung, on[:, place], drawn[SIDE].to_numpy(np.bool_), keen, chance)
            for place, rung in enumerate(population(wave).patterns.rungs)
        ]
    )
    blank = chance.uniforms("blank", *codes.shape) < battery["blank"]
    blank |= (chance.uniforms("skipped", n) < battery["skipped"])[:, None]
    words = np.array([*battery["answers"], battery["dont_know"], None], dtype=object)
    codes[blank] = len(words) - 1
    return pd.DataFrame(words[codes], columns=list(item_columns(FREQUENCY).values()), dtype="str")


def _rung_codes(
    wave: str, rung: str, on: Flags, side: Flags, keen: NDArray[np.int64], chance: Chance
) -> NDArray[np.int64]:
    """Return the places of the answers to a rung's activities: (n, activities)."""
    doing, stated, n = activities(wave, rung), plan()["rungs"][rung], len(on)
    chosen = pick(doing.shares[side.astype(int)], chance.uniforms(f"{rung} set", n))
    does = doing.sets[chosen] & on[:, None]
    scale = np.array([stated["usual"], stated["keen"]])
    answers = len(plan()["battery"]["answers"])
    rarely, never, unsure = answers - 2, answers - 1, answers
    codes = np.empty(does.shape, dtype=np.int64)
    for place, each in enumerate(doing.ids):
        often = pick(scale[keen], chance.uniforms(f"{each} often", n))
        number = chance.uniforms(f"{each} seldom", n)
        seldom = np.where(number < stated["rarely"], rarely, never)
        monthly = (chance.uniforms(f"{each} monthly", n) < stated.get("monthly", 0.0)) & side
        seldom = np.where(monthly, rarely - 1, seldom)
        forgot = chance.uniforms(f"{each} unsure", n) < plan()["battery"]["unsure"]
        codes[:, place] = np.where(does[:, place], often, np.where(forgot, unsure, seldom))
    return codes


def _head(wave: str, number: int, drawn: pd.DataFrame) -> pd.DataFrame:
    """Return the design; strata and PSUs of different waves have different numbers."""
    return pd.DataFrame(
        {
            "Wave": wave,
            "Market": drawn["market"],
            "Region": drawn["region"],
            "Stratum": drawn["stratum"] + 100 * number,
            "PSU": drawn["psu"] + 1000 * number,
            "Weight": drawn["weight"].round(5),
        }
    )


def _seconds(careless: Flags, chance: Chance) -> pd.DataFrame:
    number = chance.uniforms("seconds", len(careless))
    usual = between(plan()["seconds"]["quantiles"], number)
    hurried = between(plan()["careless"]["seconds"], number)
    seconds = np.where(careless, hurried, usual).astype(np.int64)
    return pd.DataFrame({"InterviewSeconds": seconds})


def _person(drawn: pd.DataFrame, chance: Chance) -> pd.DataFrame:
    years = np.array([plan()["age"][each] for each in drawn["age_group"]])
    width = years[:, 1] - years[:, 0] + 1
    age = years[:, 0] + (chance.uniforms("age", len(drawn)) * width).astype(np.int64)
    columns = {"Q1_Age": age, "Q2_Gender": drawn["gender"], "Q3_Education": drawn["education"]}
    return pd.DataFrame(columns)


def _work(drawn: pd.DataFrame, chance: Chance) -> pd.DataFrame:
    """Return role, industry and company size; the last two are asked of the employed."""
    work, n = plan()["work"], len(drawn)
    employed = drawn["age_group"].map(work["employed"]).to_numpy(np.float64)
    within = np.array([work[each] for each in drawn["education"]])
    shares = np.column_stack([within * employed[:, None], 1 - employed])
    role = pick(shares, chance.uniforms("role", n))
    columns = {"Q4_Role": np.array(work["roles"], dtype=object)[role]}
    for name, key in (("Q5_Industry", "industry"), ("Q6_CompanySize", "company_size")):
        place = pick(np.array(list(work[key].values())), chance.uniforms(key, n))
        words = np.array(list(work[key]), dtype=object)[place]
        words[role == len(work["roles"]) - 1] = None
        columns[name] = words
    return pd.DataFrame(columns, dtype="str")


def _business(often: pd.DataFrame, role: "pd.Series[str]", chance: Chance) -> pd.DataFrame:
    """Return which activities that someone does the employed also do for business (1 or 0)."""
    work = plan()["work"]
    shares = np.array([*work["business"], 0.0])
    place = role.map({each: place for place, each in enumerate(work["roles"])}).to_numpy(np.int64)
    employed = place < len(work["roles"]) - 1
    columns = {}
    for activity, column in item_columns(FREQUENCY).items():
        enough = _enough(activity)
        also = chance.uniforms(f"{activity} business", len(role)) < shares[place]
        yes = often[column].isin(enough).to_numpy(np.bool_) & also
        columns[item_columns(BUSINESS)[activity]] = _flags(yes, ~employed)
    return pd.DataFrame(columns)


def _enough(activity: str) -> list[str]:
    """Return the answers that put someone who does an activity on its rung."""
    answers: list[str] = plan()["battery"]["answers"]
    weekly = activity in plan()["rungs"]["conversationalists"]["items"]
    return answers[: 3 if weekly else 4]


def _select_all(
    prefix: str, battery: dict[str, Any], drawn: pd.DataFrame, chance: Chance
) -> pd.DataFrame:
    """Return a battery of 0/1 columns; the last answer is for those who chose no other."""
    n, name = len(drawn), battery["name"]
    skipped = chance.uniforms(f"{name} skipped", n) < battery["skipped"]
    columns = {}
    any_other = np.zeros(n, dtype=np.bool_)
    for place, (answer, stated) in enumerate(battery["answers"].items(), start=1):
        if answer == "none":
            chosen = ~any_other
        else:
            chosen = chance.uniforms(f"{name} {answer}", n) < _answer_share(stated, drawn)
        any_other |= chosen
        columns[f"{prefix}_{place}"] = _flags(chosen, skipped)
    return pd.DataFrame(columns)


def _answer_share(stated: dict[str, Any], drawn: pd.DataFrame) -> Floats:
    """Return everybody's chance to choose an answer: a share, and what each rung adds."""
    share = np.full(len(drawn), float(stated["share"]))
    for rung, adds in stated.items():
        if rung not in ("label", "share"):
            share += adds * drawn[rung].to_numpy(np.float64)
    kept: Floats = np.clip(share, 0.0, MOST)
    return kept


def _satisfaction(drawn: pd.DataFrame, chance: Chance) -> pd.DataFrame:
    stated, n = plan()["satisfaction"], len(drawn)
    shares = np.array([stated["others"], stated["joiners"]])[drawn[SIDE].to_numpy(np.int64)]
    score = pick(shares, chance.uniforms("satisfaction", n))
    unsure = chance.uniforms("satisfaction unsure", n) < stated["unsure"]
    score = np.where(unsure, stated["dont_know"], score)
    blank = chance.uniforms("satisfaction blank", n) < stated["blank"]
    return pd.DataFrame({"Q13_Satisfaction": _integers(score, blank)})


def _opinions(careless: Flags, chance: Chance) -> pd.DataFrame:
    """Return the grid: 1 to 5, the same answer throughout from the careless."""
    stated, n = plan()["opinions"], len(careless)
    same = pick(np.ones(len(stated["answers"])), chance.uniforms("straight line", n)) + 1
    columns = {}
    for place, shares in enumerate(stated["shares"], start=1):
        own = pick(np.array(shares), chance.uniforms(f"opinion {place}", n)) + 1
        blank = chance.uniforms(f"opinion {place} blank", n) < stated["blank"]
        answer = np.where(careless, same, own)
        columns[f"{OPINION}_{place}"] = _integers(answer, blank & ~careless)
    return pd.DataFrame(columns)


def _rest(careless: Flags, chance: Chance) -> pd.DataFrame:
    """Return the attention check, and the open answer."""
    stated, n = plan()["careless"], len(careless)
    passes = chance.uniforms("attention", n) < np.where(
        careless, stated["pass"], stated["pass_others"]
    )
    wrong = pick(np.array([1.0, 0.0, 1.0, 1.0, 1.0]), chance.uniforms("attention wrong", n))
    scale = np.array(plan()["opinions"]["answers"], dtype=object)
    what, close = plan()["open_answer"]["what"], plan()["open_answer"]["close"]
    texts = [f"{start}{end}" for start in what for end in close]
    own = np.array(texts, dtype=object)[pick(np.ones(len(texts)), chance.uniforms("text", n))]
    noise = np.array(stated["texts"], dtype=object)
    noise = noise[pick(np.ones(len(noise)), chance.uniforms("careless text", n))]
    share = np.where(careless, stated["writes"], plan()["open_answer"]["writes"])
    text = np.where(careless, noise, own)
    text[chance.uniforms("writes", n) >= share] = None
    columns = {"Q15_Check": scale[np.where(passes, 1, wrong)], "Q16_Better": text}
    return pd.DataFrame(columns, dtype="str")


def _integers(values: NDArray[np.int64], blank: Flags) -> pd.arrays.IntegerArray:
    return pd.arrays.IntegerArray(values.astype(np.int64), blank.copy())


def _flags(chosen: Flags, blank: Flags) -> pd.arrays.IntegerArray:
    return _integers(chosen.astype(np.int64), blank)
