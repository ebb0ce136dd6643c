"""R's figures against the textbook formula, written out row by row: no code of the kit."""

import numpy as np
import pandas as pd
import pytest

from tests.oracle.agreement import HERE, close, read_data, read_expected, targets_file

# The same formula in double precision on both sides, so far stricter than the kit's promise.
SAME_FORMULA = 1e-9


def indicators(frame: pd.DataFrame, targets: str) -> np.ndarray:
    """Every level of every margin as a 0/1 column."""
    table = pd.read_csv(targets_file(targets), comment="#").iloc[:, :-1]
    columns = []
    for _, cells in table.iterrows():
        cells = cells.dropna()
        columns.append((frame[list(cells.index)] == cells).all(axis=1))
    return np.column_stack(columns).astype(float)


def swept(d: np.ndarray, x: np.ndarray, targets: str) -> np.ndarray:
    """Weights by plain sweeps over the levels, one margin after the other."""
    values = pd.read_csv(targets_file(targets), comment="#").iloc[:, -1].to_numpy()
    totals = values if "counts" in targets else values * d.sum()
    w = d.copy()
    for _ in range(2000):
        before = w.copy()
        for level, total in zip(x.T.astype(bool), totals, strict=True):
            w[level] *= total / w[level].sum()
        if np.abs(w - before).max() <= 1e-15 * w.max():
            break
    return w


class Survey:
    """A design with its weights: everything a variance needs, one row a respondent."""

    def __init__(self, frame, kind, w, d=None, x=None, lonely="certainty"):
        self.frame, self.w, self.lonely = frame, w, lonely
        n = len(frame)
        self.stratum = (
            frame["stratum"].to_numpy() if kind in ("strata", "clustered") else np.zeros(n)
        )
        self.psu = {"clustered": frame["psu"], "clusters": frame.get("cluster")}.get(
            kind, pd.Series(np.arange(n))
        )
        self.calibration = None
        if x is not None:
            root = np.sqrt(d)
            self.calibration = x, root, np.linalg.pinv(x * root[:, None])

    def residual(self, z):
        if self.calibration is None:
            return z
        x, root, inverse = self.calibration
        return z - x @ (inverse @ (root * z))

    def se(self, z, domain=None):
        """sqrt of sum over strata of n/(n-1) sum over PSUs (t - mean t)^2, t the PSU's sum of w e.

        Zero-weight respondents and PSUs outside the domain count in n.
        """
        totals = (
            pd.Series(self.w * self.residual(z)).groupby([self.stratum, self.psu.to_numpy()]).sum()
        )
        variance, alone, there = 0.0, 0, 0
        # R's "average" counts the strata it still holds: with a calibrated design all of them.
        present = (
            set(self.stratum) if self.calibration or domain is None else set(self.stratum[domain])
        )
        for stratum, t in totals.groupby(level=0):
            n = len(t)
            there += stratum in present
            if n == 1:
                alone += stratum in present
                variance += t.iloc[0] ** 2 if self.lonely == "adjust" else 0.0
            else:
                variance += n / (n - 1) * ((t - t.mean()) ** 2).sum()
        if self.lonely == "average":
            variance *= there / (there - alone)
        return np.sqrt(variance)

    def df(self, domain):
        held = domain & (self.w > 0)
        psus = {*zip(self.stratum[held], self.psu[held], strict=True)}
        return len(psus) - len(set(self.stratum[held]))

    def share(self, y, domain):
        p = np.average(y[domain], weights=self.w[domain])
        return p, domain * (y - p) / self.w[domain].sum()


def check(survey, expected, within=None):
    frame = survey.frame
    everyone = np.ones(len(frame), bool) if within is None else within
    for row in expected.itertuples():
        domain = everyone if not row.by else everyone & (frame[row.by] == row.level).to_numpy()
        y = frame[row.answer].to_numpy(float)
        p, z = survey.share(y, domain)
        what = f"{row.by} {row.level} {row.answer}"
        close(p, row.share, SAME_FORMULA, what)
        close(survey.se(z, domain), row.se, SAME_FORMULA, what)
        assert survey.df(domain) == row.df, what
        if np.isfinite(row.index_se_log) and p > 0:
            base, u = survey.share(y, everyone)
            close(100 * p / base, row.index, SAME_FORMULA, what)
            close(survey.se(z / p - u / base), row.index_se_log, SAME_FORMULA, what)


KINDS = ["simple", "strata", "clusters", "clustered"]
OTHERS = ["crossed", "overlapping", "counts", "equal"]
PAIRS = [(kind, name) for kind in KINDS for name in ("base", "raked")]
PAIRS += [(kind, name) for kind in ("simple", "clustered") for name in ("capped", *OTHERS)]


@pytest.mark.parametrize(("kind", "weighting"), PAIRS)
def test_r_s_errors_are_those_of_the_formula(kind, weighting):
    frame = read_data("people")
    d = np.ones(len(frame)) if weighting == "equal" else frame["weight"].to_numpy()
    if weighting == "base":
        survey = Survey(frame, kind, d)
    else:
        targets = f"targets_{weighting}" if weighting in OTHERS[:3] else "targets"
        column = {"raked": "single", "capped": "cap_2.5"}.get(weighting, weighting)
        w = pd.read_csv(HERE / "expected" / "weights.csv")[column].to_numpy()
        survey = Survey(frame, kind, w, d, indicators(frame, targets))
    check(survey, read_expected("shares", design=kind, weighting=weighting, where=""))
    if weighting in ("base", "raked"):
        north = (frame["region"] == "North").to_numpy()
        check(
            survey, read_expected("shares", design=kind, weighting=weighting, where="North"), north
        )


@pytest.mark.parametrize("weighting", ["base", "raked"])
@pytest.mark.parametrize(
    ("name", "kind"),
    [("edges", "simple"), ("edges", "clustered"), ("zeros", "simple"), ("zeros", "clustered")],
)
def test_zeros_and_edges_are_those_of_the_formula(name, kind, weighting):
    frame = read_data(name)
    d = frame["weight"].to_numpy()
    x = indicators(frame, f"targets_{name}")
    survey = (
        Survey(frame, kind, d)
        if weighting == "base"
        else Survey(frame, kind, swept(d, x, f"targets_{name}"), d, x)
    )
    check(survey, read_expected(name, design=kind, weighting=weighting))


@pytest.mark.parametrize("weighting", ["base", "raked"])
@pytest.mark.parametrize("lonely", ["certainty", "adjust", "average"])
def test_lonely_psus_are_those_of_the_formula(lonely, weighting):
    frame = read_data("lonely")
    d = frame["weight"].to_numpy()
    x = indicators(frame, "targets_lonely")
    args = (d,) if weighting == "base" else (swept(d, x, "targets_lonely"), d, x)
    survey = Survey(frame, "clustered", *args, lonely=lonely)
    check(survey, read_expected("lonely", weighting=weighting, where=lonely))


def test_the_sweeps_agree_with_r():
    frame = read_data("people")
    for column in ("single", "crossed", "overlapping", "counts", "equal"):
        name = "targets" if column in ("single", "equal") else f"targets_{column}"
        d = np.ones(len(frame)) if column == "equal" else frame["weight"].to_numpy()
        w = swept(d, indicators(frame, name), name)
        close(w, pd.read_csv(HERE / "expected" / "weights.csv")[column], SAME_FORMULA, column)


def test_rake_projects_without_weights_and_calibrate_with_the_base_weights():
    frame = read_data("people")
    w = pd.read_csv(HERE / "expected" / "weights.csv")["single"].to_numpy()
    survey = Survey(frame, "clustered", w, np.ones(len(frame)), indicators(frame, "targets"))
    raked = read_expected("shares", design="clustered", weighting="raked", where="")
    check(survey, raked.assign(se=raked["se_rake"], index_se_log=np.nan))
    assert (raked["se_rake"] / raked["se"] - 1).abs().max() > 1e-2
