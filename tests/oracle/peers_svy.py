"""What the Python package svy makes of the survey of the scripts 86 to 89: run by hand.

``pip install svy pandas pyarrow`` somewhere else, then ``python tests/oracle/peers_svy.py``. Writes
``expected/peers_svy.csv``; the test reads it and needs no svy.
"""

import warnings
from importlib.metadata import version
from pathlib import Path

import pandas as pd
import polars as pl
import svy

HERE = Path(__file__).parent
PEOPLE = pd.read_csv(HERE / "data" / "designs.csv")
TOTAL = PEOPLE["weight"].sum()
PRECISE = 1e-14  # convergence asked for where a default stops early
UNITS = {  # as in designs.py: strata, clusters, population counts, rule for lone PSUs
    "simple": (None, None, "everyone", None),
    "strata": ("stratum", None, "respondents", None),
    "clusters": (None, "cluster", "clusters", None),
    "clustered": ("stratum", "psu", "psus", None),
    "crossed": (("wave", "stratum"), "psu", "psus_crossed", None),
    "one_certainty": ("with_one", "psu", "psus_one", "skip"),
    "one_adjust": ("with_one", "psu", "psus_one", "center"),
    "one_average": ("with_one", "psu", "psus_one", "scale"),
    # It wants a rule for a stratum with one PSU also where the population has no other.
    "only": ("with_only", "psu", "psus_only", "skip"),
}
DESIGNS = [*(name for name in UNITS if name != "only"), *(f"{name}_fpc" for name in UNITS)]
FEW = [
    "simple",
    "strata_fpc",
    "clustered_fpc",
    "crossed",
    "one_adjust",
    "one_average_fpc",
    "only_fpc",
]
MARGINS = ["age_group", "sex"]
WHERE = {"": None, "watch": ("device", "watch")}
SHARES = ["creators", "joiners", "inactives"]
DF = 32  # as in 89_design_replicates.R
COLUMNS = [
    *("design", "weighting", "where", "by", "level", "statistic", "answer"),
    *("estimate", "se", "df", "low", "high", "df1", "p"),
]


def targets() -> dict[str, dict[str, float]]:
    table = pd.read_csv(HERE / "data" / "targets_designs.csv", comment="#")
    return {
        name: (table.dropna(subset=[name]).set_index(name)["share"] * TOTAL).to_dict()
        for name in MARGINS
    }


def designed(name: str) -> svy.Sample:
    stratum, psu, counts, rule = UNITS[name.removesuffix("_fpc")]
    design = svy.Design(
        wgt="weight",
        stratum=stratum,
        psu=psu,
        pop_size=counts if name.endswith("_fpc") else None,
        singleton=rule,
    )
    return svy.Sample(data=pl.from_pandas(PEOPLE), design=design)


def raked(sample: svy.Sample) -> svy.Sample:
    return sample.weighting.rake(controls=targets(), wgt_name="made", tol=PRECISE, max_iter=10000)


def linear(sample: svy.Sample) -> svy.Sample:
    means = pd.read_csv(HERE / "data" / "designs_means.csv", index_col="question")["value"]
    controls = {name: value * TOTAL for name, value in means.items()}
    controls |= {svy.Cat(name): levels for name, levels in targets().items()}
    return sample.weighting.calibrate(controls=controls, wgt_name="made")


def post(sample: svy.Sample) -> svy.Sample:
    table = pd.read_csv(HERE / "data" / "targets_designs_full.csv", comment="#")
    controls = {tuple(row[:-1]): row[-1] * TOTAL for row in table.itertuples(index=False)}
    return sample.weighting.poststratify(controls=controls, cells=MARGINS, wgt_name="made")


WEIGHTINGS = {"base": lambda sample: sample, "raked": raked, "linear": linear, "post": post}


def estimates(sample: svy.Sample, where: str, by: str | None, **options: object) -> pd.DataFrame:
    if WHERE[where] is not None:
        options["where"] = svy.col(WHERE[where][0]) == WHERE[where][1]
    options["by"] = by
    answered = {**options, "drop_nulls": True}
    estimation = sample.estimation
    asked = [("share", name, estimation.prop(name, **options)) for name in SHARES]
    asked += [
        ("mean", "hours", estimation.mean("hours", **answered)),
        ("mean", "trust", estimation.mean("trust", **answered)),
        ("total", "hours", estimation.total("hours", **answered)),
        ("total", "creators", estimation.total("creators", **options)),
        ("ratio", "hours", estimation.ratio("hours", "visits", **answered)),
        ("quantile", "hours", estimation.median("hours", **answered)),
    ]
    parts = []
    for statistic, answer, found in asked:
        rows = pd.DataFrame(found.to_dicts())
        if statistic == "share":
            rows = rows[rows["y_level"].astype(int) == 1]
        parts.append(rows.assign(statistic=statistic, answer=answer, where=where, by=by or ""))
    table = pd.concat(parts, ignore_index=True)
    level = [each[0] if by else "" for each in table["by_level"]]
    names = {"est": "estimate", "lci": "low", "uci": "high"}
    return table.assign(level=level).rename(columns=names)


def tests(sample: svy.Sample, by: str) -> pd.DataFrame:
    rows = []
    for answer in ["creators", "device"]:
        found = sample.categorical.tabulate(answer, by).stats.f
        told = {
            "estimate": found.value,
            "df1": found.df_num,
            "df": found.df_den,
            "p": found.p_value,
        }
        rows.append(
            {"statistic": "F", "answer": answer, "by": by, "where": "", "level": "", **told}
        )
    return pd.DataFrame(rows)


def replicated(method: str) -> svy.Sample:
    multipliers = pd.read_csv(HERE / "data" / "designs_replicates.csv", index_col="cluster")
    scales = pd.read_csv(HERE / "data" / "designs_scales.csv").query("method == @method")
    columns = multipliers.filter(regex=f"^{method}_[0-9]+$").reindex(PEOPLE["cluster"])
    made = columns.mul(PEOPLE["weight"].to_numpy(), axis=0).reset_index(drop=True)
    coefficients = tuple(scales["scale"] * scales["rscale"])
    kind = svy.JackknifeWgts if method.startswith("jk") else svy.BootstrapWgts
    weights = kind(
        prefix=f"{method}_", n_reps=made.shape[1], rep_coefs=coefficients, df=DF, wgt="weight"
    )
    data = pl.from_pandas(pd.concat([PEOPLE, made], axis=1))
    return svy.Sample(data=data, design=svy.Design(wgt="weight", rep_wgts=weights))


def main() -> pd.DataFrame:
    parts = []
    domains = (("", ""), ("", "age_group"), ("watch", ""))
    for weighting, weigh in WEIGHTINGS.items():
        for name in DESIGNS if weighting == "base" else FEW:
            sample = weigh(designed(name))
            found = [estimates(sample, where, by or None) for where, by in domains]
            found.append(tests(sample, "age_group"))
            parts.append(pd.concat(found).assign(design=name, weighting=weighting))
    for method in ("jk1", "jkn", "jkn_fpc", "bootstrap"):
        for centre in ("estimate", "rep_mean"):
            sample = replicated(method)
            found = [
                estimates(sample, where, by or None, method="replication", variance_center=centre)
                for where, by in domains
            ]
            parts.append(pd.concat(found).assign(design=method, weighting=centre))
    table = pd.concat(parts, ignore_index=True)[COLUMNS]
    return table.assign(version=version("svy"))


if __name__ == "__main__":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        main().to_csv(HERE / "expected" / "peers_svy.csv", index=False, float_format="%.14g")
