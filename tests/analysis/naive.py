"""A profile by its formulas, row by row and one share at a time: slow, plain, no code of the kit.

Everything the kit does on cells is done here on respondents: shares, Taylor errors over strata and
PSUs, residuals after raking, the index, intervals, degrees of freedom.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import stats

NONE = np.nan
SAME = 1e-12  # of influences that are one and the same on paper
ROUNDING = 1e-20  # a variance of shares that is 0 on paper
FEW = 8  # degrees of freedom: with so many, PSUs do not agree by coincidence
FIXED = 1e-10  # of the variance with the weights as given: what is left by rounding


@dataclass
class Survey:
    """Respondents as arrays.

    `held` and `answered` are booleans, shape (n, answers): who chose what, and who answered it.
    `margins` are the levels' numbers of each raked margin, None without raking; then `base_weight`
    is where the raking started from.
    """

    held: np.ndarray
    answered: np.ndarray
    weight: np.ndarray
    base_weight: np.ndarray | None = None
    margins: list[np.ndarray] | None = None
    stratum: np.ndarray | None = None
    psu: np.ndarray | None = None
    lonely: str = "error"
    multiple: bool = True

    @property
    def n(self) -> int:
        return len(self.weight)

    def in_base(self, rule: str) -> np.ndarray:
        if rule == "exclude":
            return self.answered.all(axis=1)
        return self.answered.any(axis=1) if self.multiple else np.ones(self.n, bool)

    def strata(self) -> np.ndarray:
        return np.zeros(self.n, int) if self.stratum is None else self.stratum

    def psus(self) -> np.ndarray:
        return np.arange(self.n) if self.psu is None else self.psu

    def residual(self, z: np.ndarray) -> np.ndarray:
        if self.margins is None:
            return z
        d = np.ones(self.n) if self.base_weight is None else self.base_weight
        x = np.hstack([(m[:, None] == np.unique(m)).astype(float) for m in self.margins])
        root = np.sqrt(d)
        slopes, *_ = np.linalg.lstsq(x * root[:, None], root * z, rcond=1e-10)
        return z - x @ slopes

    def spread(self, z: np.ndarray, domain: np.ndarray) -> float:
        """The design's variance of sum(w z), PSU by PSU."""
        lonely = self.lonely
        if lonely == "error" and self.stratum is None:
            lonely = "average"  # a lone respondent: nothing is known
        strata, psus, total = self.strata(), self.psus(), 0.0
        counted = strata if self.margins is not None else strata[domain]
        kept, alone = len(set(counted)), 0
        for each in np.unique(strata):
            here = strata == each
            sums = [(self.weight * z)[here & (psus == psu)].sum() for psu in np.unique(psus[here])]
            if len(sums) > 1:
                centred = np.array(sums) - np.mean(sums)
                total += len(sums) / (len(sums) - 1) * (centred**2).sum()
            else:
                alone += each in counted
                total += sums[0] ** 2 if lonely == "adjust" else 0.0
        if lonely == "average":
            total *= kept / (kept - alone) if kept > alone else NONE
        return total

    def error(self, z: np.ndarray, domain: np.ndarray) -> tuple[float, bool, bool]:
        """Return the standard error, whether the weighting fixes it, and if that is rounding.

        There is none where few PSUs agree by coincidence.
        """
        variance = self.spread(self.residual(z), domain)
        own = self if self.lonely == "adjust" else replace(self, lonely="certainty")
        given = replace(own, margins=None).spread(z, domain)
        left = own.spread(self.residual(z), domain)
        fixed = self.margins is not None and left <= FIXED * given and given > 0 < self.df(domain)
        if given < ROUNDING and 0 < self.df(domain) < FEW and self.differs(z):
            return NONE, False, False
        return (0.0 if fixed else np.sqrt(variance)), fixed, 0 < given < ROUNDING

    def differs(self, z: np.ndarray) -> bool:
        """Tell whether respondents of one stratum that has an error differ in their influence."""
        for each in np.unique(self.strata()):
            here = (self.strata() == each) & (self.weight > 0)
            counts = len(np.unique(self.psus()[here])) > 1 or self.lonely == "adjust"
            if counts and here.any() and np.ptp(z[here]) > SAME:
                return True
        return False

    def df(self, domain: np.ndarray) -> int:
        inside = domain & (self.weight > 0)
        pairs = set(zip(self.strata()[inside], self.psus()[inside], strict=True))
        return len(pairs) - len(set(self.strata()[inside]))

    def share(self, y: np.ndarray, domain: np.ndarray) -> tuple[float, np.ndarray]:
        total = self.weight[domain].sum()
        if not total > 0:
            return NONE, np.zeros(self.n)
        counting = domain & (self.weight > 0)
        p = 1.0 if y[counting].all() else (self.weight * y)[domain].sum() / total
        return p, np.where(domain, y - p, 0.0) / total


def limits(p, se, n, n_eff, df, confidence, interval):
    """The interval of a share by the textbook formulas."""
    if np.isnan(p) or df < 1:
        return NONE, NONE
    t = stats.t.ppf((1 + confidence) / 2, df)
    adjust = (stats.t.ppf((1 + confidence) / 2, n - 1) / t) ** 2 if n > 1 else NONE

    def beta(effective):
        if np.isnan(effective):
            return NONE, NONE
        tail, yes, no = (1 - confidence) / 2, p * effective, (1 - p) * effective
        low = stats.beta.ppf(tail, yes, no + 1) if p > 0 else 0.0
        return low, stats.beta.ppf(1 - tail, yes + 1, no) if p < 1 else 1.0

    if p in (0, 1):
        return beta(min(min(n, n_eff) * adjust, n))
    if np.isnan(se):
        return NONE, NONE
    if interval == "wald":
        return p - t * se, p + t * se
    if interval == "logit":
        middle, half = np.log(p / (1 - p)), t * se / (p * (1 - p))
        return 1 / (1 + np.exp(half - middle)), 1 / (1 + np.exp(-half - middle))
    with np.errstate(divide="ignore"):
        effective = p * (1 - p) / np.float64(se) ** 2
    if interval == "beta":
        return beta(min(effective * adjust, n))
    centre = (p + t**2 / (2 * effective)) / (1 + t**2 / effective)
    half = t / (1 + t**2 / effective)
    half *= np.sqrt(p * (1 - p) / effective + t**2 / (4 * effective**2))
    return centre - half, centre + half


def profile(
    survey: Survey,
    groups: dict[str, np.ndarray],
    *,
    where: np.ndarray | None = None,
    base: np.ndarray | None = None,
    published: list[float] | None = None,
    rule: str = "exclude",
    interval: str = "logit",
    confidence: float = 0.95,
) -> pd.DataFrame:
    """The table of a profile: the whole first (""), then the groups, each with every answer."""
    everyone = np.ones(survey.n, bool)
    in_base = survey.in_base(rule)
    inside = in_base & (everyone if where is None else where)
    against = in_base & (everyone if base is None else base)
    itself = where is None and base is None and published is None
    rows = []
    for name, member in {"": everyone, **groups}.items():
        domain = inside & member
        w = survey.weight[domain]
        n_eff = w.sum() ** 2 / (w**2).sum() if w.any() else 0.0
        df, both = survey.df(domain), domain | against
        df_index = df if published is not None else survey.df(both)
        if 0 < df < FEW:  # of a group in few PSUs nearly all of the error is its own
            df_index = min(df, df_index)
        for place in range(survey.held.shape[1]):
            y = survey.held[:, place].astype(float)
            p, z = survey.share(y, domain)
            se, fixed, rounding = survey.error(z, domain)
            se = NONE if np.isnan(p) else se
            low, high = limits(p, se, int((w != 0).sum()), n_eff, df, confidence, interval)
            q, u = survey.share(y, against)
            if published is not None:
                q, u = published[place], np.zeros(survey.n)
            index = 100 * p / q if q > 0 else NONE
            index_low = index_high = NONE
            if not (itself and name == "") and q > 0 and p == 0:
                index_low, index_high = 0.0, 100 * high / q
            elif not (itself and name == "") and q > 0 and p > 0:
                se_log, fixed_log, _ = survey.error(z / p - u / q, both)
                t = stats.t.ppf((1 + confidence) / 2, df_index) if min(df, df_index) > 0 else NONE
                known = not (fixed_log or np.isnan(se))
                factor = np.exp(t * (se_log if known else NONE))
                index_low, index_high = index / factor, index * factor
            rows.append(
                {
                    "group": name,
                    "answer": place,
                    "share": p,
                    "se": se,
                    "low": NONE if fixed else low,
                    "high": NONE if fixed else high,
                    "index": index,
                    "index_low": index_low,
                    "index_high": index_high,
                    "n": int((w != 0).sum()),
                    "n_weighted": w.sum(),
                    "n_eff": n_eff,
                    "df": df,
                    "fixed": fixed,
                    "rounding": rounding,
                }
            )
    return pd.DataFrame(rows)
