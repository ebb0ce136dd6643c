"""The banner table: the numbers of profile, compare and estimate, laid out for a researcher."""

import functools

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

import techno_kit as tk

# The same sums, taken apart in another order.
SAME = 1e-11
N = 700
LEVELS = [(1, "very bad"), (2, "bad"), (3, "so so"), (4, "good"), (5, "very good")]
COLUMNS = [
    *("question", "answer", "kind", "by", "level", "share", "value", "se", "low", "high", "index"),
    *("rest", "p_rest", "p_rest_adjusted", "n", "n_weighted", "n_eff", "df"),
    *("letter", "higher_than", "arrow", "flag"),
]
DEVICES = ["phone", "tablet", "laptop"]


@functools.cache
def people() -> pd.DataFrame:
    rng = np.random.default_rng(20261122)
    age = rng.choice(["18-34", "35-54", "55+"], N, p=[0.3, 0.45, 0.25])
    older = (age == "55+").astype(float)
    frame = pd.DataFrame(
        {
            "sex": rng.choice(["Female", "Male"], N),
            "age": age,
            "sat": np.clip(rng.integers(1, 6, N) + older, 1, 5).astype(int),
            "minutes": np.round(rng.gamma(2, 30, N) + 12 * older, 1),
            "brand": rng.choice(
                ["Other", "Acme", "None of these", "Bolt"], N, p=[0.4, 0.2, 0.3, 0.1]
            ),
            "w": np.exp(rng.normal(0, 0.45, N)),
            "stratum": np.arange(N) % 7,
            "psu": np.arange(N) // 7 % 10,
        }
    )
    frame["phone"] = rng.random(N) < 0.8
    frame["tablet"] = rng.random(N) < 0.3 + 0.25 * (frame["sex"] == "Female")
    frame["laptop"] = rng.random(N) < 0.5
    frame.loc[rng.random(N) < 0.05, "brand"] = None
    frame.loc[rng.random(N) < 0.04, "minutes"] = np.nan
    frame.loc[rng.random(N) < 0.03, "age"] = None
    return frame


QUESTIONS = {
    "sat": tk.Question("sat", kind="scale", levels=LEVELS, label="How satisfied are you?"),
    "minutes": tk.Question("minutes", kind="number"),
    "devices": tk.Question("devices", kind="multiple", columns=DEVICES),
}


@functools.cache
def sample_of(kind: str = "clustered", raked: bool = False) -> tk.Sample:
    design = {
        "simple": tk.Design(weight="w"),
        "strata": tk.Design(weight="w", strata="stratum"),
        "clusters": tk.Design(weight="w", clusters="psu"),
        "clustered": tk.Design(weight="w", strata="stratum", clusters="psu"),
    }[kind]
    sample = tk.Sample.from_frame(people(), design=design, labels=tk.Codebook(questions=QUESTIONS))
    if not raked:
        return sample
    shares = {"sex": {"Female": 0.52, "Male": 0.48}}
    return sample.with_weights(tk.rake(sample, tk.Targets.from_shares(shares)))


def of(found: tk.Crosstab, question: str, by: str | None, *, kind: str = "answer") -> pd.DataFrame:
    table = found.table
    wanted = (table["question"] == question) & (table["kind"] == kind)
    wanted &= table["by"].isna() if by is None else table["by"] == by
    return table[wanted].reset_index(drop=True)


def close(ours: pd.Series, theirs: pd.Series) -> None:
    np.testing.assert_allclose(ours.to_numpy(float), theirs.to_numpy(float), rtol=SAME, atol=1e-13)


# --- the very numbers of the other verbs ----------------------------------------------------------


@pytest.mark.parametrize("raked", [False, True])
@pytest.mark.parametrize("kind", ["simple", "strata", "clusters", "clustered"])
def test_it_is_compare_question_by_question(kind, raked):
    sample = sample_of(kind, raked)
    by = ["sex", "age", "devices"]
    found = tk.crosstab(sample, ["sat", "brand"], by=by)
    for question in ("sat", "brand"):
        theirs = tk.compare(sample, question, by=by)
        for name in by:
            rows = theirs.table[theirs.table["by"] == name].reset_index(drop=True)
            ours = of(found, question, name)
            assert ours[["answer", "level"]].equals(rows[["answer", "level"]])
            for column in ("share", "rest", "p_rest", "p_rest_adjusted", "n", "n_weighted"):
                close(ours[column], rows[column])
            for column in ("letter", "higher_than", "arrow", "flag"):
                assert ours[column].tolist() == rows[column].tolist(), column
        for name in ("tests", "pairs"):
            table, other = getattr(found, name), getattr(theirs, name)
            table = table[(table["question"] == question) & (table["kind"] == "answer")]
            assert table["answer"].fillna("").tolist() == other["answer"].fillna("").tolist()
            numbers = other.select_dtypes("number").columns
            close(table[numbers], other[numbers])


@pytest.mark.parametrize("raked", [False, True])
@pytest.mark.parametrize("kind", ["simple", "clustered"])
def test_shares_and_errors_are_those_of_profile(kind, raked):
    sample = sample_of(kind, raked)
    found = tk.crosstab(sample, ["brand", "devices"], by=["sex", "age"])
    for question in ("brand", "devices"):
        theirs = tk.profile(sample, question, by=["sex", "age"]).table
        ours = found.table[
            (found.table["question"] == question) & (found.table["kind"] == "answer")
        ]
        keys = ["answer", "by", "level"]
        both = ours.merge(theirs, on=keys, suffixes=("", "_theirs"), validate="one_to_one")
        assert len(both) == len(ours) == len(theirs)
        for column in ("share", "se", "low", "high", "n", "n_weighted", "n_eff", "df"):
            close(both[column], both[f"{column}_theirs"])
        close(both["index"], both["index_theirs"])
        assert (both.loc[both["by"].isna(), "index"] == 100).all()


def test_replicate_weights_make_all_errors():
    sample = sample_of("clustered", raked=True)
    sample = sample.with_replicates(tk.replicate(sample, "JKn"))
    found = tk.crosstab(sample, ["brand", "minutes"], by=["sex", "age"])
    theirs = tk.compare(sample, "brand", by=["sex", "age"])
    pairs = found.pairs[found.pairs["question"] == "brand"]
    close(pairs["p_adjusted"], theirs.pairs["p_adjusted"])
    profile = tk.profile(sample, "brand", by="age").groups
    close(of(found, "brand", "age")["se"], profile["se"].iloc[_transposed(4, 3)])
    means = tk.estimate(sample, "minutes", by="age").table
    close(of(found, "minutes", "age", kind="mean")["se"], means["se"].iloc[1:])
    assert "jackknife" in found.method.lower()


def _transposed(answers: int, levels: int) -> list[int]:
    """Return the places of profile's rows, level by level, in the order answer by answer."""
    return [level * answers + answer for answer in range(answers) for level in range(levels)]


def test_means_and_medians_are_those_of_estimate():
    sample = sample_of()
    found = tk.crosstab(sample, "minutes", by="age")
    for kind, options in (("mean", {}), ("median", {"statistic": "quantile", "quantiles": [0.5]})):
        theirs = tk.estimate(sample, "minutes", by="age", **options).table
        ours = pd.concat([of(found, "minutes", by, kind=kind) for by in (None, "age")])
        assert len(ours) == len(theirs) == 4
        close(ours["value"], theirs["estimate"])
        for column in ("se", "low", "high", "n"):
            close(ours[column], theirs[column])


# --- rows ----------------------------------------------------------------------------------------


def test_a_scale_has_nets_of_respondents_and_the_mean_of_its_codes():
    found = tk.crosstab(sample_of(), "sat", by="sex")
    frame = people()
    nets = of(found, "sat", None, kind="net")
    assert nets["answer"].tolist() == [
        "Top 2: good or very good",
        "Bottom 2: very bad or bad",
    ]
    for share, inside in zip(nets["share"], (frame["sat"] >= 4, frame["sat"] <= 2), strict=True):
        assert share == pytest.approx(np.average(inside, weights=frame["w"]))
    mean = of(found, "sat", None, kind="mean")["value"].item()
    assert mean == pytest.approx(np.average(frame["sat"], weights=frame["w"]))


def test_nets_of_overlapping_answers_count_respondents_once():
    nets = {"devices": {"portable": ["phone", "tablet"]}}
    found = tk.crosstab(sample_of(), "devices", by="sex", nets=nets)
    frame = people()
    either = frame["phone"] | frame["tablet"]
    share = of(found, "devices", None, kind="net")["share"].item()
    assert share == pytest.approx(np.average(either, weights=frame["w"]))
    single = of(found, "devices", None)["share"]
    assert share < single[0] + single[1]


def test_a_net_is_tested_as_the_answer_that_it_is():
    frame = people().assign(either=lambda data: data["phone"] | data["tablet"])
    sample = tk.Sample.from_frame(frame, design=tk.Design(weight="w"))
    sample = sample.with_question(QUESTIONS["devices"])
    own = sample.with_question(tk.Question("own", kind="multiple", columns={"portable": "either"}))
    nets = {"devices": {"portable": ["phone", "tablet"]}}
    found = tk.crosstab(sample, "devices", by="age", nets=nets)
    theirs = tk.compare(own, "own", by="age")
    pairs = found.pairs[found.pairs["kind"] == "net"]
    close(pairs["p_adjusted"], theirs.pairs["p_adjusted"])
    tests = found.tests[found.tests["kind"] == "net"]
    assert tests["F"].item() == pytest.approx(theirs.tests["F"].iloc[0])


def test_scores_and_answers_that_are_left_out():
    means = {"brand": {"Acme": 1, "Bolt": 1, "Other": 0, "None of these": None}}
    found = tk.crosstab(sample_of(), "brand", by="sex", means=means)
    frame = people()[people()["brand"].isin(["Acme", "Bolt", "Other"])]
    row = of(found, "brand", None, kind="mean").iloc[0]
    assert row["value"] == pytest.approx(
        np.average(frame["brand"].isin(["Acme", "Bolt"]), weights=frame["w"])
    )
    assert row["n"] == len(frame) < of(found, "brand", None)["n"].iloc[0]
    assert ("brand", "Base of the mean") in found.wide.index


def test_codes_that_do_not_count_up_have_no_mean_of_their_own_accord():
    levels = [*LEVELS, (99, "Don't know")]
    frame = people().assign(sat=people()["sat"].where(people()["sat"] != 3, 99))
    question = tk.Question("sat", kind="scale", levels=levels)
    sample = tk.Sample.from_frame(frame).with_question(question)
    kinds = tk.crosstab(sample, "sat", by="sex").table
    mean = kinds[(kinds["kind"] == "mean") & kinds["by"].isna()]["value"].item()
    assert mean == pytest.approx(frame.loc[frame["sat"] < 99, "sat"].mean())
    odd = tk.Question("sat", kind="scale", levels=[*LEVELS, (99, "Undecided")])
    table = tk.crosstab(sample.with_question(odd), "sat", by="sex").table
    assert "mean" not in set(table["kind"])


def test_sorted_by_the_total_with_other_and_none_at_the_end():
    found = tk.crosstab(sample_of(), ["brand", "sat"], by="sex", sort="total")
    assert of(found, "brand", None)["answer"].tolist() == ["Acme", "Bolt", "Other", "None of these"]
    assert of(found, "brand", "sex")["answer"].unique().tolist()[0] == "Acme"
    assert of(found, "sat", None)["answer"].tolist() == [label for _, label in LEVELS]


# --- columns -------------------------------------------------------------------------------------


def test_crossed_questions_are_one_question_of_their_pairs():
    frame = people().assign(both=people()["sex"] + " × " + people()["age"])
    sample = tk.Sample.from_frame(frame, design=tk.Design(weight="w", strata="stratum"))
    found = tk.crosstab(sample, "brand", by=("sex", "age"))
    theirs = tk.compare(sample, "brand", by="both")
    ours = of(found, "brand", "sex × age")
    assert ours["level"].tolist() == theirs.table["level"].tolist()
    close(ours["p_rest"], theirs.table["p_rest"])
    close(found.pairs["p_adjusted"], theirs.pairs["p_adjusted"])


def test_columns_that_overlap_have_their_covariance():
    sample = sample_of("simple")
    found = tk.crosstab(sample, "brand", by="devices")
    frame = people().dropna(subset="brand")
    y, w = (frame["brand"] == "Acme").to_numpy(float), frame["w"].to_numpy()
    influence = []
    for name in ("phone", "tablet"):
        inside = frame[name].to_numpy()
        share = np.average(y[inside], weights=w[inside])
        influence.append(w * inside * (y - share) / w[inside].sum())
    everyone = np.zeros(N)  # who left the question blank is in the design, with a value of 0
    everyone[people()["brand"].notna()] = influence[0] - influence[1]
    se = np.sqrt(N / (N - 1) * ((everyone - everyone.mean()) ** 2).sum())
    pairs = found.pairs.set_index(["answer", "level_a", "level_b"])
    assert pairs.loc[("Acme", "phone", "tablet"), "se"] == pytest.approx(se, rel=1e-9)
    assert found.tests["F"].isna().all()
    assert "Groups of devices overlap" in " ".join(found.notes)


def test_rungs_can_be_columns():
    sample = tk.load_example("study")
    ladder = tk.load_ladder("2010")
    found = tk.crosstab(sample, "age_group", by=ladder)
    assert found.banners[0].overlapping
    assert "Creators" in found.banners[0].labels.values()
    assert "Creators (A)" in {heading for _, heading in found.wide.columns}


def test_the_total_alone():
    found = tk.crosstab(sample_of(), ["brand", "minutes"])
    assert found.table["by"].isna().all()
    assert found.pairs.empty and found.tests.empty
    assert found.wide.columns.tolist() == [("", "Total")]
    assert found.text and found.method and str(found)


def test_row_and_total_shares_add_up():
    row = tk.crosstab(sample_of(), "brand", by="sex", shares="row")
    sums = of(row, "brand", "sex").groupby("answer", observed=False)["share"].sum()
    assert sums.tolist() == pytest.approx([1, 1, 1, 1])
    total = tk.crosstab(sample_of(), "brand", by="sex", shares="total")
    assert of(total, "brand", "sex")["share"].sum() == pytest.approx(1)
    column = tk.crosstab(sample_of(), "brand", by="sex")
    for other in (row, total):
        close(of(other, "brand", "sex")["p_rest"], of(column, "brand", "sex")["p_rest"])
        close(of(other, "brand", "sex")["index"], of(column, "brand", "sex")["index"])


def test_errors_of_row_shares_are_those_of_profile_within_the_answer():
    row = of(tk.crosstab(sample_of(), "brand", by="sex", shares="row"), "brand", "sex")
    within = tk.profile(sample_of(), "sex", where={"brand": ["Acme"]}).table
    ours = row[row["answer"] == "Acme"]
    close(ours["share"], within["share"])
    close(ours["se"], within["se"])
    close(ours["low"], within["low"])


# --- effective bases -----------------------------------------------------------------------------


def test_effective_bases_are_z_by_hand():
    found = tk.crosstab(sample_of(), ["brand", "minutes"], by="age", mode="effective_base")
    frame = people()

    def parts(values: pd.Series, group: str) -> tuple[float, float, float]:
        kept = frame[(frame["age"] == group) & values.notna()]
        w, v = kept["w"], values[kept.index].astype(float)
        mean = np.average(v, weights=w)
        return mean, np.average((v - mean) ** 2, weights=w), w.sum() ** 2 / (w**2).sum()

    from scipy.stats import norm

    acme = (frame["brand"] == "Acme").astype(float).where(frame["brand"].notna())
    for values, row, unbiased in ((acme, "Acme", False), (frame["minutes"], "mean", True)):
        (m1, s1, e1), (m2, s2, e2) = (parts(values, group) for group in ("18-34", "55+"))
        if unbiased:
            s1, s2 = s1 * e1 / (e1 - 1), s2 * e2 / (e2 - 1)
        z = (m1 - m2) / np.sqrt(s1 / e1 + s2 / e2)
        pairs = found.pairs.set_index(["answer", "level_a", "level_b"])
        assert pairs.loc[(row, "18-34", "55+"), "p"] == pytest.approx(2 * norm.sf(abs(z)))
    assert (found.pairs["p_adjusted"] == found.pairs["p"]).all()
    assert found.tests["F"].isna().all()
    assert found.table["df"].isna().all()
    told = found.method + " ".join(found.notes)
    assert "effective bases" in told and "Rao-Scott" not in told


def test_effective_bases_of_columns_that_overlap():
    found = tk.crosstab(sample_of(), "brand", by="devices", mode="effective_base")
    frame = people().dropna(subset="brand")

    def parts(inside: pd.Series) -> tuple[float, float]:
        w, y = frame.loc[inside, "w"], frame.loc[inside, "brand"] == "Acme"
        return np.average(y, weights=w), w.sum() ** 2 / (w**2).sum()

    (p1, e1), (p2, e2) = parts(frame["phone"]), parts(frame["tablet"])
    p0, e0 = parts(frame["phone"] & frame["tablet"])
    variance = p1 * (1 - p1) / e1 + p2 * (1 - p2) / e2 - 2 * p0 * (1 - p0) * e0 / (e1 * e2)
    se = found.pairs.set_index(["answer", "level_a", "level_b"]).loc[
        ("Acme", "phone", "tablet"), "se"
    ]
    assert se == pytest.approx(np.sqrt(variance))


def test_effective_bases_can_be_adjusted():
    plain = tk.crosstab(sample_of(), "sat", by="age", mode="effective_base")
    holm = tk.crosstab(sample_of(), "sat", by="age", mode="effective_base", adjust="holm")
    assert (holm.pairs["p_adjusted"] >= plain.pairs["p_adjusted"]).all()
    assert "Holm" in holm.method and "do not allow" in plain.method


# --- bases ---------------------------------------------------------------------------------------


def test_small_columns_are_suppressed_in_every_face_and_flagged():
    found = tk.crosstab(sample_of(), "brand", by=("sex", "age"), suppress_below=90, flag_below=120)
    rows = of(found, "brand", "sex × age")
    small = rows["n"] < 90
    assert small.any() and not small.all()
    hidden = ["share", "se", "low", "high", "index"]
    assert rows.loc[small, hidden].isna().all().all()
    assert rows.loc[~small, hidden].notna().all().all()
    levels = set(rows.loc[small, "level"])
    pairs = found.pairs
    assert (
        pairs.loc[pairs["level_a"].isin(levels) | pairs["level_b"].isin(levels), "p"].isna().all()
    )
    printed = found.wide.xs("sex × age", axis=1)
    for heading in printed:
        column = printed[heading]
        suppressed = any(heading.startswith(level) for level in levels)
        assert (column.iloc[0] == "–") == suppressed
        assert column.iloc[4] != "–"  # its base is told
    assert "suppressed" in " ".join(found.notes) and "small base" in " ".join(found.notes)


def test_levels_that_nobody_chose_and_columns_without_anybody():
    frame = people().assign(
        brand=pd.Categorical(people()["brand"], ["Acme", "Bolt", "Other", "None of these", "Zeta"]),
        age=pd.Categorical(people()["age"], ["18-34", "35-54", "55+", "99+"]),
    )
    found = tk.crosstab(tk.Sample.from_frame(frame), "brand", by="age")
    table = of(found, "brand", None).set_index("answer")
    assert table.loc["Zeta", "share"] == 0
    assert 0 < table.loc["Zeta", "high"] < 0.02
    nobody = of(found, "brand", "age").set_index("level").loc["99+"]
    assert (nobody["n"] == 0).all() and nobody["share"].isna().all()
    assert (nobody["flag"] == "no respondents").all()
    assert not any("99+" in heading for _, heading in found.wide.columns)


def test_letters_stay_with_their_columns_in_all_questions():
    frame = people()
    frame = frame.assign(other=frame["brand"].where(frame["age"] != "18-34"))
    sample = tk.Sample.from_frame(frame, design=tk.Design(weight="w"))
    found = tk.crosstab(sample, ["minutes", "brand", "other"], by="age", confidence=0.5)
    for question in ("brand", "other"):
        letters = of(found, question, "age").drop_duplicates("level").set_index("level")["letter"]
        assert letters["55+"] == "C"
    assert letters["18-34"] == ""
    assert not set("".join(of(found, "other", "age")["higher_than"]).upper()) & {"A"}


def test_one_respondent_and_columns_without_weight():
    one = tk.Sample.from_frame(pd.DataFrame({"a": ["x"], "b": ["y"], "v": [3.0]}))
    one = one.with_question(tk.Question("v", kind="number"))
    found = tk.crosstab(one, ["a", "v"], by="b", suppress_below=0)
    assert found.table["share"].dropna().tolist() == [1.0, 1.0]
    assert found.table["value"].dropna().tolist() == [3.0] * 4
    assert found.table["se"].isna().all() and str(found) and found._repr_html_()
    frame = people().assign(w=people()["w"].where(people()["sex"] == "Male", 0.0))
    sample = tk.Sample.from_frame(frame, design=tk.Design(weight="w"))
    found = tk.crosstab(sample, "brand", by="sex")
    women = of(found, "brand", "sex").set_index("level").loc["Female"]
    theirs = tk.profile(sample, "brand", by="sex").table.set_index("level").loc["Female"]
    assert women["share"].isna().all() and women["flag"].tolist() == theirs["flag"].tolist()
    assert found.pairs.empty


def test_each_question_has_its_own_base():
    found = tk.crosstab(sample_of(), ["brand", "minutes", "sat"], by="sex")
    wide = found.wide
    for name, title in (
        ("brand", "brand"),
        ("minutes", "minutes"),
        ("sat", "How satisfied are you?"),
    ):
        n = people()[name].notna().sum()
        assert wide.loc[(title, "Base, respondents"), ("", "Total")] == str(n)


def test_where_keeps_the_design_whole():
    found = tk.crosstab(sample_of(), "brand", by="age", where={"sex": ["Female"]})
    theirs = tk.compare(sample_of(), "brand", by="age", where={"sex": ["Female"]})
    close(found.pairs["p"], theirs.pairs["p"])
    assert "sex is Female" in found.text


# --- faces ---------------------------------------------------------------------------------------


def test_the_table_has_its_columns_and_is_a_copy():
    found = tk.crosstab(sample_of(), ["sat", "minutes"], by="sex")
    assert list(found.table) == COLUMNS
    table = found.table
    table["share"] = 0.0
    assert (found.table["share"] != 0).any()
    assert list(found.tests)[:4] == ["question", "answer", "kind", "by"]
    assert list(found.pairs)[:6] == ["question", "answer", "kind", "by", "level_a", "level_b"]


def test_letters_beside_the_percentages():
    found = tk.crosstab(sample_of(), "devices", by="sex")
    cell = found.wide.loc[("devices", "tablet"), ("sex", "Female (A)")]
    assert cell.endswith("▲ B")
    index = tk.crosstab(sample_of(), "devices", by="sex", index=True).wide
    assert index.loc[("devices", "tablet"), ("sex", "Female (A)")].endswith(")")
    assert not index.loc[("devices", "tablet")].iloc[0].endswith(")")  # that of the total is 100


def test_hostile_labels_are_escaped_in_html_and_kept_apart():
    names = ["<script>alert(1)</script>", "a|b", "=cmd()", '"quoted"', "日本語", "*x*"]
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"<b>q</b>": rng.choice(names, 600), "by & by": rng.choice(names, 600)})
    found = tk.crosstab(tk.Sample.from_frame(frame), "<b>q</b>", by="by & by")
    page = found._repr_html_()
    assert "<script>" not in page and "<b>q" not in page
    assert "&lt;script&gt;" in page and "by &amp; by" in page and "日本語" in page
    assert str(found).count("日本語") >= 2
    assert found.plot().description


def test_html_has_scopes_for_two_header_rows():
    page = tk.crosstab(sample_of(), ["sat", "devices"], by=["sex", "age"])._repr_html_()
    assert '<th scope="colgroup" colspan="2" class="number head">sex</th>' in page
    assert '<th scope="rowgroup" colspan="7">How satisfied are you?</th>' in page
    assert page.count("<table") == 1
    many = tk.crosstab(sample_of(), "sat", by=["sex", "age", ("sex", "age"), "devices"])
    assert many._repr_html_().count("<table") == 2
    assert many._repr_html_().count("Total</th>") == 2


def test_the_text_tells_base_largest_and_how_many():
    text = tk.crosstab(sample_of(), ["devices", "brand"], by=["sex", "age"]).text
    assert text.startswith("Of 700 respondents (weighted by 'w'), ")
    assert "is that of “tablet” (“devices”) where sex is “Female”" in text or "Male" in text
    assert "comparisons of two columns" in text


def _words(picture):
    return " ".join(each.get_text().replace("\n", " ") for each in picture.findobj(Text))


def test_the_drawing_and_numbers_that_have_none():
    found = tk.crosstab(sample_of(), ["devices", "minutes"], by=["sex", "age"])
    assert "3 rows by 6 columns" in found.plot().description
    with pytest.raises(tk.TechnoKitError, match="means and no shares to draw"):
        found.plot("minutes")
    notes = _words(found.plot())
    assert "Not drawn, as means without shares: “minutes”." in notes
    with pytest.raises(tk.TechnoKitError, match="question"):
        found.plot("device")


def test_all_questions_are_drawn_and_those_beyond_the_limit_told():
    frame = pd.DataFrame({f"q{place}": ["yes", "no"] * 60 for place in range(8)})
    sample = tk.Sample.from_frame(frame.assign(sex=["F"] * 60 + ["M"] * 60))
    names = [f"q{place}" for place in range(7)]
    two = tk.crosstab(sample, names[:2], by="sex").plot()
    assert len(two.axes) == 2
    heads = [{each.get_text() for each in axes.texts} for axes in two.axes]
    assert "q0" in heads[0] and "q1" in heads[1]
    assert "n=60" in " ".join(heads[1])
    picture = tk.crosstab(sample, names, by="sex").plot()
    assert len(picture.axes) == 6
    notes = _words(picture)
    assert "Of 7 questions the first 6 are drawn; plot(question) draws any of them." in notes
    assert len(tk.crosstab(sample, names, by="sex").plot("q6").axes) == 1


def test_the_report_shows_it(tmp_path):
    found = tk.crosstab(sample_of(raked=True), ["devices", "sat"], by=["sex", "age"])
    single = tk.crosstab(sample_of(raked=True), "brand", by="age")
    page = tk.report(found, single, to=tmp_path / "page.html").path.read_text("utf-8")
    assert "2 questions by sex and age" in page and "brand by age" in page
    assert page.count("<figure") >= 2  # the crosstab of one question, and the weights
    assert "Effective base" in page
