"""The tables of a model: coefficients, effects, tests of terms, fits."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from techno_kit.analysis.models.model_bases import Bases
from techno_kit.analysis.models.predictors import Coefficient
from techno_kit.analysis.models.regressing import AveragedOver, Models, Regression
from techno_kit.analysis.telling.doubts import few_df_told
from techno_kit.numerics.effective import effective_n
from techno_kit.numerics.few_units import cautious_df
from techno_kit.numerics.intervals import t_quantile
from techno_kit.numerics.rarities import few_cases
from techno_kit.numerics.twins import adjust_rows
from techno_kit.numerics.wald import two_sided_p, wald_test
from techno_kit.survey.answers import MissingRule
from techno_kit.survey.collapse import Floats
from techno_kit.wording import say

Bools = NDArray[np.bool_]
INTERCEPT = "(intercept)"
COEFFICIENTS = (
    *("outcome", "term", "level", "reference", "estimate", "se", "low", "high"),
    *("odds_ratio", "odds_low", "odds_high", "t", "p", "p_adjusted", "df", "n", "flag"),
)
EFFECTS = (
    *("outcome", "term", "level", "reference", "effect", "se", "low", "high"),
    *("share", "share_reference", "p", "p_adjusted", "df", "n", "n_weighted", "flag"),
)
TERMS = ("outcome", "term", "F", "df1", "df2", "p", "p_adjusted")
#: What they do not see of effects: the degrees of freedom that sentences take.
EFFECTS_BEHIND = ("df_told",)
#: What readers do not see of tests of terms: what sentences tell where levels lie in few PSUs.
TERMS_BEHIND = ("p_told",)
FITS = (
    *("outcome", "n", "n_weighted", "n_eff", "share", "parameters", "df", "r2", "cox_snell"),
    "reason",
)
RAKED = "model.flags.raked"
TEXTS = ("outcome", "term", "level", "reference", "flag", "reason")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a model was asked for, beside its question and predictors.

    Attributes
    ----------
    adjust, family : str
        How p-values allow for their number, and which of them are one family.
    confidence : float
        Of the intervals, between 0 and 1.
    missing : {"in_base", "exclude"}
        The rule of the base.
    averaged_over : {"population", "respondents"}
        Whether errors of effects take the mix of respondents as an estimate, or as known.
    suppress_below, flag_below : float
        Bases below which a level's figures are not given, or are flagged.
    """

    adjust: str
    family: str
    confidence: float
    missing: MissingRule
    averaged_over: AveragedOver
    suppress_below: float
    flag_below: float


@dataclass(frozen=True, eq=False, slots=True)
class ModelTables:
    """Everything that is said of fitted models.

    Attributes
    ----------
    models : Models
        What was fitted.
    regressions : sequence of Regression
        A model an outcome.
    settings : Settings
        What was asked for.
    raked : numpy.ndarray of bool, shape (outcomes, effects)
        Of which effects the weighting sets the shares that they would have by themselves.
    """

    models: Models
    regressions: Sequence[Regression]
    settings: Settings
    raked: Bools

    @property
    def names(self) -> list[Coefficient]:
        """What every column is."""
        return self.models.frame.predictors.coefficients()

    def coefficients(self) -> pd.DataFrame:
        """Return a row an outcome and column."""
        names, predictors = self.names, self.models.frame.predictors
        bases, df = Bases.of(self.models.frame, names), float(self.models.df)
        parts = []
        for outcome, found in zip(self.models.frame.names, self.regressions, strict=True):
            hidden = bases.least < self.settings.suppress_below
            se = np.sqrt(np.diag(found.matrix))
            figures = self._figures(found.coefficients, se, df, hidden)
            _unlimited(figures, found.set_by)
            odds = self.models.frame.family == "logit"
            with np.errstate(over="ignore"):
                odds_of = {
                    new: np.exp(figures[old]) if odds else np.full(len(names), np.nan)
                    for new, old in (
                        ("odds_ratio", "estimate"), ("odds_low", "low"), ("odds_high", "high")
                    )
                }  # fmt: skip
            parts.append(
                pd.DataFrame(
                    {
                        "outcome": outcome,
                        "term": [
                            INTERCEPT if each.term < 0 else predictors.name(each.term)
                            for each in names
                        ],
                        "level": [predictors.level(each) for each in names],
                        "reference": [predictors.reference(each) for each in names],
                        **figures,
                        **odds_of,
                        "df": df,
                        "n": np.rint(bases.n).astype(np.int64),
                        "flag": self._flags(found, bases, self.models.free, found.set_by),
                    }
                )
            )
        return self._adjusted(_typed(parts, COEFFICIENTS), ["outcome", "term"])

    def effects(self) -> pd.DataFrame:
        """Return a row an outcome and a level, or a number."""
        frame, effects = self.models.frame, self.models.effects
        predictors = frame.predictors
        names = [
            Coefficient(each.predictor, ((each.predictor, each.level),) if each.level >= 0 else ())
            for each in effects
        ]
        bases, df = Bases.of(frame, names), float(self.models.df)
        parts = []
        for outcome, found, raked in zip(frame.names, self.regressions, self.raked, strict=True):
            hidden = bases.least < self.settings.suppress_below
            set_by = np.where(raked & (found.effect_set_by == ""), RAKED, found.effect_set_by)
            figures = self._figures(found.effects, found.effect_se, df, hidden)
            _unlimited(figures, found.effect_set_by)
            figures["effect"] = figures.pop("estimate")
            known = np.isfinite(found.effects)
            parts.append(
                pd.DataFrame(
                    {
                        "outcome": outcome,
                        "term": [predictors.name(each.predictor) for each in effects],
                        "level": [predictors.level(each) for each in names],
                        "reference": [predictors.reference(each) for each in names],
                        **figures,
                        "share": np.where(hidden, np.nan, found.there),
                        "share_reference": np.where(hidden, np.nan, found.here),
                        "df": df,
                        "n": np.rint(bases.n).astype(np.int64),
                        "n_weighted": bases.n_weighted,
                        "df_told": cautious_df(df, bases.least_df, bases.least_df),
                        "flag": self._flags(found, bases, known, set_by),
                    }
                )
            )
        return self._adjusted(_typed(parts, (*EFFECTS, *EFFECTS_BEHIND)), ["outcome", "term"])

    def terms(self) -> pd.DataFrame:
        """Return the Wald test of every term of every outcome.

        Behind ``p_told`` are at most twice the fewest degrees of freedom of a level; there is none
        where the weighting sets the shares at all levels.
        """
        from scipy.special import fdtrc

        names, predictors = self.names, self.models.frame.predictors
        least, rows = Bases.of(self.models.frame, names).least_df, []
        effects = self.models.effects
        for outcome, found, raked in zip(
            self.models.frame.names, self.regressions, self.raked, strict=True
        ):
            open_ = {e.predictor for e, held in zip(effects, raked, strict=True) if not held}
            for term in range(len(predictors.terms)):
                of_term = np.asarray([each.term == term for each in names], np.bool_)
                of_term &= self.models.free
                test = wald_test(
                    found.coefficients[of_term],
                    found.matrix[np.ix_(of_term, of_term)],
                    self.models.df,
                )
                fewest = float(least[of_term].min(initial=np.inf))
                fewer = float(cautious_df(test.df2, fewest, fewest))
                told = test.p if fewer == test.df2 else float(fdtrc(test.df1, fewer, test.F))
                if len(predictors.terms[term]) == 1 and not open_ & {*predictors.terms[term]}:
                    told = np.nan
                figures = (test.F, test.df1, test.df2, test.p, test.p, told)
                rows.append((outcome, predictors.name(term), *figures))
        table = pd.DataFrame(rows, columns=[*TERMS, *TERMS_BEHIND])
        for _, group in table.groupby("term", sort=False, observed=False):
            twins = self.models.frame.twins
            for name in ("p_adjusted", "p_told"):
                p = group[name].to_numpy(np.float64)[:, None]
                adjusted = adjust_rows(p, self.settings.adjust, together=True, twins=twins)
                table.loc[group.index, name] = adjusted.ravel()
        return _typed([table], (*TERMS, *TERMS_BEHIND))

    def fits(self) -> pd.DataFrame:
        """Return a row an outcome: base, share, parameters, pseudo R2, or why there is none."""
        frame, cells = self.models.frame, self.models.frame.cells
        w, ww = (float(each[frame.inside].sum()) for each in (cells.w, cells.ww))
        table = pd.DataFrame(
            {
                "outcome": list(frame.names),
                "n": frame.people(frame.inside),
                "n_weighted": w,
                "n_eff": float(effective_n(w, ww)),
                "share": [each.mean for each in self.regressions],
                "parameters": int(self.models.free.sum()),
                "df": float(self.models.df),
                "r2": [each.r2 for each in self.regressions],
                "cox_snell": [each.cox_snell for each in self.regressions],
                "reason": [each.reason for each in self.regressions],
            }
        )
        return _typed([table], FITS)

    def matrices(self, coefficients: pd.DataFrame) -> dict[str, pd.DataFrame]:
        """Return every outcome's covariances of coefficients, NaN where those are not given."""
        found = {}
        for outcome, each in zip(self.models.frame.names, self.regressions, strict=True):
            rows = coefficients[coefficients["outcome"] == outcome]
            index = pd.MultiIndex.from_frame(rows[["term", "level"]])
            unknown = rows["estimate"].isna().to_numpy()
            matrix = np.where(unknown[:, None] | unknown[None, :], np.nan, each.matrix)
            found[outcome] = pd.DataFrame(matrix, index=index, columns=index)
        return found

    def _figures(self, estimate: Floats, se: Floats, df: float, hidden: Bools) -> dict[str, Floats]:
        """Return estimates with errors, intervals and p, NaN where hidden."""
        half = t_quantile(np.full(len(se), df), self.settings.confidence) * se
        with np.errstate(divide="ignore", invalid="ignore"):
            t = np.where(se > 0, estimate / se, np.nan)
        figures = {
            "estimate": estimate,
            "se": se,
            "low": estimate - half,
            "high": estimate + half,
            "t": t,
            "p": two_sided_p(t, df),
        }
        return {name: np.where(hidden, np.nan, each) for name, each in figures.items()}

    def _flags(
        self, found: Regression, bases: Bases, known: Bools, set_by: NDArray[np.str_]
    ) -> list[str]:
        settings = self.settings
        if found.reason:
            return [say("model.flags.unfit")] * len(bases.n)
        share = np.full(len(bases.n), found.mean)
        few = few_cases(share, bases.least_eff) & (self.models.frame.family == "logit")
        told = []
        for place, n in enumerate(bases.n):
            if n == 0:
                told.append(say("flags.empty"))
            elif bases.least[place] < settings.suppress_below:
                flags = [say("flags.suppressed")]
                if n >= settings.suppress_below:
                    flags.append(say("model.flags.small_reference"))
                told.append(say("flags.and").join(flags))
            elif not bases.n_weighted[place] > 0:
                told.append(say("flags.weightless"))
            elif not known[place]:
                told.append(say("model.flags.unknown"))
            else:
                small = bases.least[place] < settings.flag_below
                own = n < settings.flag_below
                key = "flags.small" if own else "model.flags.small_reference"
                flags = [say(key)] * bool(small)
                least = float(bases.least_df[place]), float(bases.least[place])
                if set_by[place]:
                    flags.append(say(str(set_by[place])))
                else:
                    flags += [say("flags.few")] * bool(few[place]) + [few_df_told(*least)]
                told.append(say("flags.and").join(each for each in flags if each))
        return told

    def _adjusted(self, table: pd.DataFrame, family: list[str]) -> pd.DataFrame:
        """Adjust p-values over the levels of a term, of one outcome or of all."""
        by = family if self.settings.family == "row" else ["term"]
        adjusted = np.full(len(table), np.nan)
        for places in table.groupby(by, sort=False, observed=False).indices.values():
            p = table["p"].to_numpy(np.float64)[places]
            twins = self.models.frame.twins
            rows = len(self.regressions) if self.settings.family == "table" else 1
            adjusted[places] = adjust_rows(
                p.reshape(rows, -1),
                self.settings.adjust,
                together=True,
                twins=twins if rows > 1 else None,
            ).ravel()
        return table.assign(p_adjusted=adjusted)


def _unlimited(figures: dict[str, Floats], set_by: NDArray[np.str_]) -> None:
    """Take the limits away from what weighting or design sets: it has no sampling error."""
    for name in ("low", "high"):
        figures[name] = np.where(set_by != "", np.nan, figures[name])


def _typed(parts: Sequence[pd.DataFrame], order: Sequence[str]) -> pd.DataFrame:
    """Return a table with its columns in order, and names as text."""
    table = pd.concat(parts, ignore_index=True)
    table = table.reindex(columns=list(order))
    numbers = {each: "float64" for each in order if each not in TEXTS and each != "n"}
    return table.astype({**numbers, **{each: "str" for each in order if each in TEXTS}})
