"""What a plan tells its makers when its order is broken, or its file is."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import techno_kit as tk
from techno_kit.errors import FileError, PlanError
from techno_kit.planning.parts import Evidence, Fit, People

YOUNG = {"age_group": ["18-24"]}
FIVE = "'listening', 'talking', 'energizing', 'supporting' and 'embracing'"


@pytest.fixture(scope="module")
def study() -> tk.Sample:
    return tk.load_example()


def refused(study: tk.Sample, **options: object) -> str:
    with pytest.raises(PlanError) as error:
        tk.draft_plan(study, tk.load_ladder("2010"), **options)  # type: ignore[arg-type]
    text = str(error.value)
    assert text.startswith("tk.draft_plan: ")
    return text.removeprefix("tk.draft_plan: ")


# --- people --------------------------------------------------------------------------------------


@pytest.mark.parametrize("people", [None, {}, [], ()])
def test_nobody(study: tk.Sample, people: object) -> None:
    assert refused(study, people=people) == (
        'a plan starts with people: say who they are, such as people={"age_group": ["18-24"]}'
    )


def test_people_of_another_kind(study: tk.Sample) -> None:
    assert refused(study, people="18-24") == (
        "people are a mapping of question to levels, a tk.Audience, or several of them by name, not a str"
    )
    assert refused(study, people={"age_group": ["18-24"], "Men": {"gender": ["Male"]}}) == (
        "people mixes levels and groups: either every key is a question with its levels, or every "
        "key is a name with a mapping or a tk.Audience"
    )
    assert refused(study, people={"Men": {}, "Women": {"gender": []}}) == (
        "2 problems:\n"
        "- people 'Men': an audience without conditions is everyone; leave it out\n"
        "- people 'Women': an audience names the levels of 'gender' as a list, such as {'gender': [\"18-24\"]}"
    )


def test_selections_of_rows(study: tk.Sample) -> None:
    message = (
        "people are told by their answers, as a selection of rows cannot be written to a plan's file; "
        "give a mapping of question to levels, or a tk.Audience"
    )
    rows = pd.Series(True, index=study.frame.index)
    selected = tk.Audience.selected(rows.to_numpy(np.bool_))
    assert refused(study, people=rows) == message
    assert refused(study, people=selected) == message
    assert refused(study, people=tk.Audience.any(YOUNG, selected)) == message
    assert refused(study, people={"some": rows}) == f"people 'some': {message}"


def test_everything_that_is_wrong_is_told_at_once(study: tk.Sample) -> None:
    assert refused(
        study,
        people={"a": {"age_grop": ["18-24"]}, "b": {"gender": ["Mal"]}},
        objective="suporting",
        technology=[{"choice": "forum", "rungs": ["critic"]}],
        confidence=95,
        seed=-1,
        missing="in base",
        title="",
    ) == (
        "9 problems:\n"
        f"- objective is 'suporting'; it is one of {FIVE}; did you mean 'supporting'?\n"
        "- missing is 'in base'; it is one of 'in_base' and 'exclude'; did you mean 'in_base'?\n"
        "- confidence is 95; it lies between 0 and 1, such as 0.95\n"
        "- seed is -1; it is a whole number of 0 or more\n"
        "- title is the text ''; it is a text, or None\n"
        "- technology comes last, and there is no strategy; say how the relationship with the people changes\n"
        "- people 'a': there is no question or column 'age_grop'; did you mean 'age_group'?\n"
        "- people 'b': question 'gender' has no answer 'Mal'; its answers are 'Female' and 'Male'; did you mean 'Male' or 'Female'?\n"
        "- the ladder has no rung 'critic'; its rungs are 'creators', 'conversationalists', 'critics', 'collectors', "
        "'joiners', 'spectators' and 'inactives'; did you mean 'critics'?"
    )


def test_groups_without_enough_respondents(study: tk.Sample) -> None:
    few = {"age_group": ["18-24"], "industry": ["Manufacturing"], "region": ["West"]}
    none = tk.Audience.all({"gender": ["Male"]}, {"gender": ["Female"]})
    assert refused(study, people={"Few": few}) == (
        "people 'Few': the base of 5 respondents is smaller than suppress_below=30; widen the group, "
        "or lower suppress_below on purpose"
    )
    assert refused(study, people={"None": none}) == (
        "people 'None': nobody in the sample is one of them; widen the group"
    )


def test_a_group_that_answered_no_item() -> None:
    frame = pd.DataFrame({"who": ["a", "b"] * 50, "a6": [None, "often"] * 50})
    mapping = {
        "schema": "techno_kit/mapping/1",
        "scales": {"use": {"answers": [["often", "weekly"]]}},
        "activities": {"blog_read": {"column": "a6", "scale": "use"}},
    }
    sample = tk.Sample.from_frame(frame, mapping=mapping)
    assert refused(sample, people={"who": ["a"]}) == (
        "people 'who is a': none of them answered an item of the ladder, or all who did weigh 0; widen the group"
    )


def test_groups_of_one_name_and_too_many(study: tk.Sample) -> None:
    assert refused(study, people=[YOUNG, YOUNG]) == (
        "the name 'age is 18-24' stands twice; give each its own"
    )
    many = {f"group {n}": YOUNG for n in range(9)}
    assert refused(study, people=many) == (
        "9 groups of people are more than one plan can serve (8); write several plans"
    )


def test_no_ladder(study: tk.Sample) -> None:
    with pytest.raises(PlanError) as error:
        tk.draft_plan(study, "2010", people=YOUNG)  # type: ignore[arg-type]
    assert str(error.value) == (
        'a plan rests on a ladder: tk.draft_plan takes one second, such as tk.load_ladder("2010"), not a str'
    )


# --- the order -----------------------------------------------------------------------------------


def test_technology_comes_last(study: tk.Sample) -> None:
    assert refused(study, people=YOUNG, technology=["support forum"]) == (
        f"technology comes last, and there is no objective; choose one of {FIVE}, then say how the "
        "relationship changes"
    )
    assert refused(study, people=YOUNG, objective="supporting", technology=["support forum"]) == (
        "technology comes last, and there is no strategy; say how the relationship with the people changes"
    )
    assert refused(study, people=YOUNG, strategy=["We listen"]) == (
        f"the strategy follows from the objective, and there is none; choose one of {FIVE}"
    )


def test_one_objective(study: tk.Sample) -> None:
    message = "a plan has one objective; pick one"
    assert refused(study, people=YOUNG, objective=["listening", "talking"]) == message
    assert refused(study, people=YOUNG, objective={"listening", "talking"}) == message
    assert refused(study, people=YOUNG, objective=5) == (
        "an objective is one of the five words, or a tk.Objective, not a int"
    )


def test_an_objective_that_is_none() -> None:
    with pytest.raises(PlanError) as error:
        tk.Objective("listen", 5, "212", float("nan"), "30 June", 7)  # type: ignore[arg-type]
    assert str(error.value) == (
        "tk.Objective: 6 problems:\n"
        f"- kind is 'listen'; it is one of {FIVE}; did you mean 'listening'?\n"
        '- metric is 5; it is a text, such as "calls per 1,000 owners"\n'
        "- baseline is the text '212'; it is a number\n"
        "- target is nan; it is a number\n"
        "- due is the text '30 June'; it is a date, such as \"2027-06-30\"\n"
        "- why is 7; it is a text: your own reason for this objective"
    )


def test_strategy_and_technology_that_say_nothing(study: tk.Sample) -> None:
    assert refused(
        study,
        people=YOUNG,
        objective="talking",
        strategy=["", 5, {"chnge": "x", "owner": 3}],
        technology=[{"rungs": 5}, {"choice": "blog", "cost": "1"}],
    ) == (
        "8 problems:\n"
        "- strategy: an entry says nothing; fill in 'change'\n"
        "- strategy: an entry is a text or a mapping with 'change', not a int\n"
        "- strategy: there is no key 'chnge'; the keys are 'change', 'prompt', 'measure', 'owner' and 'stop_when'; did you mean 'change'?\n"
        "- strategy: owner is 3; it is a text\n"
        "- strategy: an entry says nothing; fill in 'change'\n"
        '- technology: rungs are the ids of rungs in a list, such as ["critics"], not 5\n'
        "- technology: an entry says nothing; fill in 'choice'\n"
        "- technology: there is no key 'cost'; the keys are 'choice', 'rungs' and 'source'"
    )


# --- the file ------------------------------------------------------------------------------------

HEAD = 'schema = "techno_kit/plan/1"\ntitle = "x"\n'
PEOPLE = '[[people]]\nname = "a"\nwhere = { age_group = ["18-24"] }\n'


def misread(tmp_path: Path, text: str) -> str:
    path = tmp_path / "plan.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(PlanError) as error:
        tk.read_plan(path)
    return str(error.value)


def test_a_file_with_technology_first(tmp_path: Path) -> None:
    text = f"""{HEAD}[[technology]]
choice = "forum"
[[strategy]]
change = "x"
[objective]
kind = "talking"
{PEOPLE}"""
    order = "write people, objective, strategy, technology in this order"
    assert misread(tmp_path, text) == (
        "plan.toml: 3 problems:\n"
        f"- line 3, technology: technology stands before people, objective and strategy; {order}\n"
        f"- line 5, strategy: strategy stands before people and objective; {order}\n"
        f"- line 7, objective: objective stands before people; {order}"
    )


def test_a_file_without_an_objective_or_strategy(tmp_path: Path) -> None:
    both = f'{HEAD}{PEOPLE}[[strategy]]\nchange = "x"\n[[technology]]\nchoice = "forum"\n'
    assert misread(tmp_path, both) == (
        "plan.toml: 2 problems:\n"
        f"- line 6, strategy: the strategy follows from the objective, and there is none; choose one of {FIVE}\n"
        f"- line 8, technology: technology comes last, and there is no objective; choose one of {FIVE}, "
        "then say how the relationship changes"
    )
    text = f'{HEAD}{PEOPLE}[objective]\nkind = "talking"\n[[technology]]\nchoice = "forum"\n'
    assert misread(tmp_path, text) == (
        "plan.toml: line 8, technology: technology comes last, and there is no strategy; say how the "
        "relationship with the people changes"
    )


def test_a_file_without_people(tmp_path: Path) -> None:
    message = (
        "a plan starts with people: write [[people]] with a name and where = "
        '{ question = ["level"] }'
    )
    assert misread(tmp_path, f'{HEAD}[objective]\nkind = "talking"\n') == (
        f"plan.toml: people: {message}"
    )
    assert misread(tmp_path, f"{HEAD}people = []\n") == f"plan.toml: line 3, people: {message}"


def test_a_file_with_two_objectives(tmp_path: Path) -> None:
    message = "a plan has one objective; pick one"
    table = '[objective]\nkind = "talking"\n'
    assert misread(tmp_path, HEAD + PEOPLE + table + table) == (
        f"plan.toml: line 8, objective: {message}"
    )
    array = '[[objective]]\nkind = "talking"\n'
    assert misread(tmp_path, HEAD + PEOPLE + array * 2) == (
        f"plan.toml: line 6, objective: {message}"
    )
    assert misread(tmp_path, HEAD + PEOPLE + array) == (
        "plan.toml: line 6, objective: a plan has one objective: write [objective], not [[objective]]"
    )
    words = '[objective]\nkind = ["talking", "listening"]\n'
    assert misread(tmp_path, HEAD + PEOPLE + words) == (
        f"plan.toml: line 7, objective.kind: {message}"
    )


def test_a_file_that_is_wrong_all_over(tmp_path: Path) -> None:
    text = """schema = "techno_kit/plan/1"
titel = "x"

[[people]]
name = "a"
where = { age_group = "18-24" }
evidence = ["e1", "e3"]

[[people]]
name = "a"

[objective]
kind = "talkin"
metric = 5
target = "many"
due = 2027-06-30T10:00:00

[[strategy]]
change = ""

[[technology]]
rungs = ["critics"]
evidence = ["e9"]

[[evidence]]
id = "e1"
share = 42
n = 1.5

[[evidence]]
id = "e2"
answer = "critics"
share = 0.42
n = 512

[grounds]
synthetic = "yes"
"""
    assert misread(tmp_path, text) == (
        "plan.toml: 17 problems:\n"
        "- the key 'title' is missing\n"
        "- line 2, titel: there is no such key; did you mean 'title'?\n"
        "- line 6, people[1].where.age_group: must be a list, not '18-24'; write it in [ ]\n"
        "- line 7, people[1].evidence[2]: there is no evidence 'e3'; the plan holds 'e1' and 'e2'\n"
        '- line 9, people[2]: say who these people are: where = { question = ["level"] }, or a nested audience\n'
        "- line 10, people[2].name: the name 'a' stands twice; give each its own\n"
        f"- line 13, objective.kind: 'talkin' is none of {FIVE}; did you mean 'talking'?\n"
        "- line 14, objective.metric: must be a text, not 5\n"
        "- line 15, objective.target: must be a number, not 'many'\n"
        "- line 16, objective.due: must be a date, such as 2027-06-30, not 2027-06-30T10:00:00\n"
        "- line 18, strategy[1]: a strategy says what changes: fill in change, or the question under prompt\n"
        "- line 21, technology[1].choice: the key 'choice' is missing\n"
        "- line 23, technology[1].evidence[1]: there is no evidence 'e9'; the plan holds 'e1' and 'e2'\n"
        "- line 25, evidence[1].answer: the key 'answer' is missing\n"
        "- line 27, evidence[1].share: must be a share from 0 to 1, not 42\n"
        "- line 28, evidence[1].n: must be a whole number of 0 or more, not 1.5\n"
        "- line 37, grounds.synthetic: must be true or false, not 'yes'"
    )


def test_audiences_that_do_not_nest(tmp_path: Path) -> None:
    def wrong(audience: str) -> str:
        text = f'{HEAD}[[people]]\nname = "a"\naudience = {audience}\n'
        return misread(tmp_path, text).removeprefix("plan.toml: line 5, people[1].audience")

    assert wrong("{ eny = [] }") == ".eny: there is no such key; did you mean 'any'?"
    assert wrong("{ x = 1 }") == (
        ".x: there is no such key; an audience is one of where, all, any, none and at_least (with of)"
    )
    assert wrong("{}") == ": an audience has one rule: where, all, any, none, or at_least with of"
    assert wrong("{ any = [], all = [] }") == (
        ": an audience has one rule: where, all, any, none, or at_least with of"
    )
    assert wrong("5") == ": must be a table, not 5"
    assert wrong("{ any = 5 }") == ".any: must be a list, not 5; write it in [ ]"
    assert wrong("{ any = [] }") == (
        '.any: tk.Audience.any needs conditions, such as {"age_group": ["18-24"]}'
    )
    assert wrong("{ any = [ { where = { a = [] } } ] }") == (
        ".any[1].where.a: the list is empty; leave it out, or fill it"
    )
    assert wrong('{ at_least = 3, of = [ { where = { a = ["b"] } } ] }') == (
        ".at_least: tk.Audience.at_least needs a whole number from 1 to the number of its parts (1), not 3"
    )


def test_both_where_and_audience(tmp_path: Path) -> None:
    text = f'{HEAD}{PEOPLE}audience = {{ any = [ {{ where = {{ a = ["b"] }} }} ] }}\n'
    assert misread(tmp_path, text) == (
        "plan.toml: line 3, people[1]: give either where or audience, not both"
    )


def test_files_of_another_kind(tmp_path: Path) -> None:
    assert misread(tmp_path, 'schema = "techno_kit/mapping/1"\n') == (
        "plan.toml: line 1, schema: this is 'techno_kit/mapping/1'; only \"techno_kit/plan/1\" can be read here"
    )
    assert misread(tmp_path, f'title = "x"\n{PEOPLE}') == (
        'plan.toml: the schema is missing; begin with schema = "techno_kit/plan/1"'
    )
    assert misread(tmp_path, f"{HEAD}people = 5\n") == (
        "plan.toml: line 3, people: must be tables: write each as [[people]]"
    )
    assert misread(tmp_path, f"{HEAD}[people]\n") == (
        "plan.toml: line 3, people: must be tables: write each as [[people]]"
    )
    assert misread(tmp_path, "schema = \n").startswith("plan.toml: line 1: this is not valid TOML")


def test_a_ranking_of_people_who_are_not_there(tmp_path: Path) -> None:
    text = f'{HEAD}{PEOPLE}[[ranking]]\npeople = "aa"\nobjective = "talking"\nfit = 100.0\nreach = 0.5\n'
    assert misread(tmp_path, text) == (
        "plan.toml: line 7, ranking[1].people: there are no people 'aa'; did you mean 'a'?"
    )


def test_endings(study: tk.Sample, tmp_path: Path) -> None:
    plan = tk.draft_plan(study, tk.load_ladder("2010"), people=YOUNG)
    with pytest.raises(FileError) as error:
        plan.save(tmp_path / "plan.docx")
    assert str(error.value) == (
        "plan.docx: a plan is saved as .toml, .md or .html; change the ending"
    )
    with pytest.raises(FileError) as error:
        plan.save(tmp_path)
    assert str(error.value) == f"{tmp_path.name}: this is a folder; name the file in it"


@pytest.mark.parametrize("name", ["my_plan.md", "my_plan.html", "my_plan.txt"])
def test_only_toml_is_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("# Plan\n", "utf-8")
    with pytest.raises(FileError) as error:
        tk.read_plan(path)
    assert str(error.value) == (
        f"{name}: only plans saved as .toml are read; save the plan with "
        'plan.save("my_plan.toml") too, and read that'
    )
    path.with_suffix(".toml").write_text(HEAD + PEOPLE, "utf-8")
    with pytest.raises(FileError) as error:
        tk.read_plan(path)
    assert str(error.value) == (
        f"{name}: only plans saved as .toml are read; read my_plan.toml, which lies beside it"
    )


def test_people_who_are_nobody(tmp_path: Path) -> None:
    assert misread(tmp_path, f"{HEAD}[[people]]\n") == (
        "plan.toml: 2 problems:\n"
        "- line 3, people[1].name: the key 'name' is missing\n"
        '- line 3, people[1]: say who these people are: where = { question = ["level"] }, or a nested audience'
    )
    assert misread(tmp_path, f'{HEAD}[[people]]\nname = "a"\nwhere = {{}}\n') == (
        "plan.toml: line 5, people[1].where: say who these people are: where = { question = "
        '["level"] }, or a nested audience'
    )


EVIDENCE = '[[evidence]]\nid = "e1"\nanswer = "critics"\nn = 512\n'


def wrong_evidence(tmp_path: Path, row: str) -> str:
    text = misread(tmp_path, f'{HEAD}{PEOPLE}evidence = ["e1"]\n{EVIDENCE}{row}\n')
    return text.removeprefix("plan.toml: ")


def test_numbers_that_contradict_each_other(tmp_path: Path) -> None:
    def wrong(row: str) -> str:
        return wrong_evidence(tmp_path, row)

    assert wrong("share = 1.2") == (
        "line 11, evidence[1].share: must be a share from 0 to 1, not 1.2"
    )
    assert wrong("share = 0.6\nlow = 0.38\nhigh = 0.46") == (
        "line 11, evidence[1].share: share is 0.6, outside its interval from 0.38 to 0.46; change "
        "them together"
    )
    assert wrong("share = 0.4\nlow = 0.46\nhigh = 0.38") == (
        "line 12, evidence[1].low: low is 0.46, above high, which is 0.38; change them round"
    )
    assert wrong("share = 0.4\nhigh = 0.46") == (
        "line 12, evidence[1].high: high stands without low; give both, or neither"
    )
    assert wrong("share = 0.4\nindex_low = 110\nindex_high = 120") == (
        "line 12, evidence[1].index_low: index_low and index_high stand without index; give it too, "
        "or leave them out"
    )
    assert wrong("share = 0.4\nindex = 100\nindex_low = 110\nindex_high = 120") == (
        "line 12, evidence[1].index: index is 100, outside its interval from 110 to 120; change them "
        "together"
    )
    assert wrong("share = 0.4\nindex = -3") == (
        "line 12, evidence[1].index: must be a number of 0 or more, not -3"
    )
    assert wrong("share = 0.9\nbase_share = 0.4\nindex = 105.0") == (
        "line 13, evidence[1].index: index is 105, but a share of 0.9 over its base_share gives 225; "
        "change them together"
    )


@pytest.mark.parametrize(
    "row",
    [
        "share = 0.42",
        "share = 0.42\nbase_share = 0.37",  # an index can be left out
        "share = 0.43\nbase_share = 0.38\nindex = 115",  # of shares rounded to whole percents
        "share = 0.42\nindex = 115\nindex_low = 90",  # an index without an upper limit
        "share = 0.1\nbase_share = 0.0",
        "share = 0.1\nbase_share = 0.004\nindex = 2400",
    ],
)
def test_numbers_that_agree_as_far_as_they_go(tmp_path: Path, row: str) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(f'{HEAD}{PEOPLE}evidence = ["e1"]\n{EVIDENCE}{row}\n', "utf-8")
    plan = tk.read_plan(path)
    assert "nan" not in str(plan) and "nan" not in plan.text


def test_a_plan_made_in_python_keeps_the_same_rules() -> None:
    people = (People("a", tk.Audience.of(YOUNG), ("e1",)), People("b", tk.Audience.of(YOUNG)))
    evidence = (Evidence("e1", "critics", 0.6, 512, low=0.38, high=0.46),)
    ranking = (Fit("a", "talking", 120.0, 0.5, reach_low=0.6, reach_high=0.7),)
    with pytest.raises(PlanError) as error:
        tk.Plan("x", people, evidence=evidence, ranking=ranking)
    assert str(error.value) == (
        "the plan: 2 problems:\n"
        "- evidence 'e1': share is 0.6, outside its interval from 0.38 to 0.46; change them together\n"
        "- ranking of 'talking' for 'a': reach is 0.5, outside its interval from 0.6 to 0.7; change "
        "them together"
    )


def test_evidence_that_is_not_there(tmp_path: Path) -> None:
    assert misread(tmp_path, f'{HEAD}{PEOPLE}evidence = ["e1"]\n') == (
        "plan.toml: line 6, people[1].evidence[1]: there is no evidence 'e1'; the plan holds none: "
        "leave it out, or write it under [[evidence]]"
    )
    other = PEOPLE.replace('name = "a"', 'name = "b"')
    text = f'{HEAD}{PEOPLE}evidence = ["e1"]\n{other}evidence = ["e1"]\n'
    assert misread(tmp_path, f"{text}{EVIDENCE}share = 0.4\n") == (
        "plan.toml: line 10, people[2].evidence[1]: evidence 'e1' is about 'a' already; a row is "
        "about one group of people"
    )


def test_a_technology_between_people_and_objective(tmp_path: Path) -> None:
    text = (
        f'{HEAD}{PEOPLE}[[technology]]\nchoice = "forum"\n[objective]\nkind = "talking"\n'
        '[[strategy]]\nchange = "x"\n'
    )
    assert misread(tmp_path, text) == (
        "plan.toml: line 6, technology: technology stands before objective and strategy; write "
        "people, objective, strategy, technology in this order"
    )


def test_nothing_to_draw(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(HEAD + PEOPLE, "utf-8")
    with pytest.raises(PlanError) as error:
        tk.read_plan(path).plot()
    assert str(error.value) == (
        "the plan holds no evidence to draw; draft it with tk.draft_plan on a sample"
    )


# --- values that nobody means ---------------------------------------------------------------------

MEANT = "is larger than any number that is meant here; correct it"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (f"{EVIDENCE}share = 0.4\nindex = 1e308\n", f"line 11, evidence[1].index: 1e+308 {MEANT}"),
        (f"[grounds]\nn = {2**53 + 1}\n", f"line 7, grounds.n: {2**53 + 1} {MEANT}"),
        (
            f'[objective]\nkind = "talking"\ntarget = 1{"0" * 400}\n',
            f"line 8, objective.target: 1{'0' * 59}… {MEANT}",
        ),
        (f"[grounds]\nn = {'9' * 5000}\n", "a number has too many digits to be read; shorten it"),
        (
            f"[grounds]\nnotes = {'[' * 100_000}\n",
            "lists or tables stand too deep inside each other to be read; flatten them",
        ),
    ],
)
def test_numbers_too_large_and_lists_too_deep(tmp_path: Path, rows: str, told: str) -> None:
    assert misread(tmp_path, f"{HEAD}{PEOPLE}{rows}") == f"plan.toml: {told}"


def test_names_that_only_steer_a_terminal(study: tk.Sample, tmp_path: Path) -> None:
    assert refused(study, people=YOUNG, title="\0") == (
        "title is the text '\\x00'; it is a text, or None"
    )
    text = HEAD + PEOPLE.replace('name = "a"', r'name = "\u0000"')
    assert misread(tmp_path, text).endswith("people[1].name: must be a text, not '\\x00'")


@pytest.mark.parametrize("found", [pd.NA, np.array([1, 2]), pd.Series(["a", "b"])])
def test_values_neither_true_nor_false(study: tk.Sample, found: object) -> None:
    with pytest.raises(PlanError, match=r"^tk\.Objective: kind is "):
        tk.Objective(found)  # type: ignore[arg-type]
    kind = type(found).__name__
    told = refused(study, people=YOUNG, objective="talking", strategy=found, technology=found)
    for part, key in (("strategy", "change"), ("technology", "choice")):
        assert f"{part}: an entry is a text or a mapping with '{key}', not a {kind}" in told
    assert refused(study, people=YOUNG, missing=found).startswith("missing is ")


def test_a_target_beyond_all_floats() -> None:
    with pytest.raises(PlanError) as error:
        tk.Objective("talking", target=10**5000)
    assert str(error.value) == (
        "tk.Objective: target is larger than any number that can be measured; correct it"
    )
