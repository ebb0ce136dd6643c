"""The result of what a sample can show, and how it is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from techno_kit.analysis.telling.telling import Basis, ending_told, paragraph, shares_told
from techno_kit.errors import first_few
from techno_kit.survey.answers import MissingRule
from techno_kit.wording import count, decimal, exact_percent, join, percent, plural, points, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TABLE = (
    *("answer", "by", "level_a", "level_b", "share_a", "share_b", "difference", "se"),
    *("detectable", "deff", "n_a", "n_b", "n_eff_a", "n_eff_b", "df", "flag"),
)
MARGINS = (*("answer", "by", "level", "share", "se", "margin", "deff", "n", "n_eff", "df", "flag"),)
EXPLAINED = ("small", "few", "few_df", "agree")  # flags that a note explains
NAMED = 8  # groups that a note names
SHOWN = 80  # pairs that a reader is shown; the table holds all


@dataclass(frozen=True, slots=True)
class Aims:
    """What was asked for, beside question and groups.

    Attributes
    ----------
    missing : {"in_base", "exclude"}
        The rule of the base.
    confidence : float
        Of margins, and 1 - level of the tests.
    suppress_below, flag_below : float
        Bases below which a group is left out, or is flagged.
    power : float
        Chance of finding a difference.
    adjust, family : str
        How tests allow for their number, and which are one family.
    """

    missing: MissingRule
    confidence: float
    suppress_below: float
    flag_below: float
    power: float
    adjust: str
    family: str


@dataclass(frozen=True, eq=False, repr=False)
class Detectable:
    """The smallest differences between groups that a sample can show, and its margins of error.

    Attributes
    ----------
    labels : dict of str to str
        Names of the answers in captions and charts.
    banners : tuple of str
        The questions of groups.
    basis : Basis
        Who and what it rests on.
    aims : Aims
        What was asked for.

    Examples
    --------
    >>> import techno_kit as tk
    >>> frame = pd.DataFrame({"sex": ["Female", "Male"] * 50, "owns": ["no"] * 49 + ["yes"] * 51})
    >>> found = tk.detectable(tk.Sample.from_frame(frame), "owns", by="sex")
    >>> found.margins.loc[:1, ["answer", "margin"]].round(3).values.tolist()
    [['no', 0.1], ['yes', 0.1]]
    """

    _table: pd.DataFrame
    _margins: pd.DataFrame
    labels: dict[str, str]
    banners: tuple[str, ...]
    basis: Basis
    aims: Aims

    @property
    def table(self) -> pd.DataFrame:
        """The tidy table: a copy, a row an answer and pair of groups.

        Its columns are ``answer, by, level_a, level_b, share_a, share_b, difference, se,
        detectable, deff, n_a, n_b, n_eff_a, n_eff_b, df, flag``.
        """
        return self._table.copy(deep=False)

    @property
    def margins(self) -> pd.DataFrame:
        """The margins of error: a copy, a row an answer of everyone and of every group.

        Its columns are ``answer, by, level, share, se, margin, deff, n, n_eff, df, flag``.
        """
        return self._margins.copy(deep=False)

    @property
    def title(self) -> str:
        """What was asked, as a heading."""
        by = join(self.basis.titles[name] for name in self.banners)
        return say("detect.title", question=self.basis.title, by=by)

    @property
    def text(self) -> str:
        """A few sentences to paste: margins of the whole, detectable differences by banner."""
        told = [self._whole(), *(self._banner(by) for by in self.banners)]
        text = " ".join(told)
        return say("profile.synthetic", text=text) if self.basis.synthetic else text

    def _whole(self) -> str:
        rows = self._margins[self._margins["by"].isna()]
        n = int(rows["n"].iloc[0])
        phrases = [each for each in (self.basis.who, self.basis.weighting) if each]
        words = {
            "respondents": plural("units.respondents", n),
            "basis": say("profile.basis").join(phrases),
        }
        if rows["margin"].isna().all():
            return say(f"detect.no_margin.{_why(rows)}", **words)
        return say(
            "detect.margin",
            most=decimal(100 * rows["margin"].max(), 1),
            confidence=exact_percent(self.aims.confidence),
            **words,
        )

    def _banner(self, by: str) -> str:
        rows, title = self._table[self._table["by"] == by], self.basis.said(by)
        if rows["detectable"].isna().all():
            return say(f"detect.nothing.{_why(rows[_shown(rows)])}", by=title)
        rows = rows.dropna(subset="detectable")
        sizes = rows["detectable"].to_numpy(np.float64)
        least, most = (rows.iloc[int(at)] for at in (sizes.argmin(), sizes.argmax()))
        words = self._named(least, "least") | self._named(most, "most")
        if words["least"] == words["most"]:
            return say("detect.one", by=title, power=self._power, **words)
        return say(
            "detect.range",
            by=title,
            power=self._power,
            adjusted=self._adjusted,
            **words,
        )

    @property
    def _power(self) -> str:
        return exact_percent(self.aims.power)

    @property
    def _adjusted(self) -> str:
        if self.aims.adjust == "none":
            return say("compare.not_adjusted")
        family = say(f"compare.family.{self.aims.family}")
        return say(
            "compare.adjusted",
            method=say(f"compare.by_method.{self.aims.adjust}"),
            family=family,
        )

    def _named(self, row: "pd.Series[Any]", name: str) -> dict[str, str]:
        pair = say(
            "detect.pair",
            answer=self.basis.named(self.labels[row["answer"]]),
            **self._pair_words(row),
            note=say("detect.flagged", flag=row["flag"]) if row["flag"] else "",
        )
        return {name: decimal(100 * row["detectable"], 1), f"{name}_pair": pair}

    def _pair_words(self, row: "pd.Series[Any]") -> dict[str, str]:
        return {
            **{"one": row["level_a"], "n_one": count(row["n_a"])},
            **{"other": row["level_b"], "n_other": count(row["n_b"])},
        }

    def _flag_notes(self) -> list[str]:
        """Explain what the notes of rows say: of small groups by name."""
        flags = set()
        for each in pd.concat([self._table["flag"], self._margins["flag"]]).unique():
            flags.update(str(each).split(say("flags.and")))
        keys = [key for key in EXPLAINED if say(f"flags.{key}") in flags]
        words = {"small": self._small(), "n": decimal(self.aims.flag_below, 0)}
        return [say(f"detect.flag.{key}", **words if key == "small" else {}) for key in keys]

    def _small(self) -> str:
        """Name the groups that are shown, but flagged for their base."""
        bases = self._margins[_shown(self._margins)].drop_duplicates(["by", "level"])
        return self._groups_told(bases[bases["n"] < self.aims.flag_below])

    def _groups_told(self, bases: pd.DataFrame) -> str:
        named = [
            self.basis.whole
            if pd.isna(by)
            else say("detect.small", level=level, by=self.basis.said(by), n=count(n))
            for by, level, n in bases[["by", "level", "n"]].itertuples(index=False)
        ]
        return first_few(named, shown=NAMED)

    @property
    def notes(self) -> list[str]:
        """The sentences of a caption: what the numbers say and do not say."""
        notes = [
            say("profile.made_up") if self.basis.synthetic else "",
            say("detect.read", power=self._power, adjusted=self._adjusted),
            say("detect.caution"),
            *self._flag_notes(),
            self._left_out(),
            self.basis.caption,
            say("method.not_probability") if self.basis.probability_sample is False else "",
        ]
        return [note for note in notes if note]

    def _left_out(self) -> str:
        """Name the groups that are too small, and so in no row that a reader is shown."""
        bases = self._margins[~_shown(self._margins)].drop_duplicates(["by", "level"])
        bases = bases.dropna(subset="by")
        if not len(bases):
            return ""
        levels = self._groups_told(bases)
        return say("detect.left_out", levels=levels, n=decimal(self.aims.suppress_below, 0))

    @property
    def method(self) -> str:
        """The methods paragraph, ready for an appendix."""
        level = exact_percent(self.aims.confidence)
        return paragraph(
            *shares_told(self.basis, self.aims),  # type: ignore[arg-type]
            say("detect.method", power=self._power, confidence=level, adjusted=self._adjusted),
            *ending_told(self.basis, self.aims),  # type: ignore[arg-type]
        )

    def plot(self, ax: "Axes | None" = None, *, notes: Sequence[str] | None = None) -> "Axes":
        """Draw every answer's detectable differences, from the least to the largest of its pairs.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; a picture of its own when None.
        notes : sequence of str, optional
            Sentences below the drawing; those of `notes` when None.

        Returns
        -------
        matplotlib.axes.Axes
            Its x axis is in points; its diamonds are the largest difference that was found. The
            kit's own have ``.save("chart.png")``.
        """
        from techno_kit.drawing.ranges import draw_ranges

        titles, table = self.basis.titles, self._table
        rows = [
            {
                "heading": titles[str(by)] if len(self.banners) > 1 else "",
                "label": self.labels[str(answer)],
                "flag": _flags_of(part),
                "least": part["detectable"].min(),
                "most": part["detectable"].max(),
                "found": part["difference"].abs().max(),
            }
            for (by, answer), part in table.groupby(["by", "answer"], sort=False, observed=False)
        ]
        return draw_ranges(
            rows,
            title=self.title,
            subtitle=self.basis.who,
            notes=[*self._two_told(), *self.notes] if notes is None else notes,
            ax=ax,
        )

    def _two_told(self) -> list[str]:
        """Name the groups of questions of which two are compared, for a chart of answers."""
        found = []
        for by in self.banners:
            rows = self._table[(self._table["by"] == by) & _shown(self._table)]
            pairs = rows.drop_duplicates(["level_a", "level_b"])
            if len(pairs) == 1:
                words = self._pair_words(pairs.iloc[0])
                found.append(say("detect.two", by=self.basis.titles[by], **words))
        return found

    def _views(self, notes: Sequence[str]) -> list[tuple[str, dict[str, Any]]]:
        """Return titles and tables: pairs of every banner, then margins."""
        kept = self._table.loc[_shown(self._table), "by"].unique()
        found = [self._pairs_view(by) for by in self.banners if by in kept]
        found.append((say("detect.margins"), self._margins_view()))
        found[-1][1]["notes"] = list(notes)
        return found

    def _pairs_view(self, by: str) -> tuple[str, dict[str, Any]]:
        """Return a title and the pairs of a banner question; of many those that show least."""
        rows, titles = self._table[self._table["by"] == by], self.basis.titles
        rows = rows[_shown(rows)]
        title = say("compare.title", question=self.basis.title, by=titles[by])
        if len(rows) > SHOWN:
            n = count(len(rows))
            title = say("detect.cut", title=title, shown=count(SHOWN), n=n)
            rows = rows.loc[rows["detectable"].nlargest(SHOWN).index]
        return title, _pairs_view(rows, self.labels)

    def _margins_view(self) -> dict[str, Any]:
        margins, titles = self._margins, self.basis.titles
        table = margins[margins["by"].isna() | _shown(margins)]
        pairs = zip(table["by"], table["level"], strict=True)
        shown = {
            "answer": table["answer"].map(self.labels),
            "share": [percent(each, 1) for each in table["share"]],
            "margin": [_points(each) for each in table["margin"]],
            "deff": [decimal(each) for each in table["deff"]],
            "n": [count(each) for each in table["n"]],
            "n_eff": [count(each) for each in table["n_eff"]],
            "flag": table["flag"],
            "group": [
                say("profile.group", by=titles[by], level=level)
                if pd.notna(by)
                else self.basis.whole
                for by, level in pairs
            ],
        }
        view = _view(shown, skip=("group",))
        return {**view, "group": "group"}

    def html_body(self) -> str:
        """Return the tables and notes as HTML for a page, escaped; the page tells the text."""
        return self._html(self.notes)

    def _repr_html_(self) -> str:
        return self._html([*self.notes, self.text])

    def _html(self, notes: Sequence[str]) -> str:
        from techno_kit.drawing.markup import table_html

        views = self._views(notes)
        return "\n".join(table_html(caption=title, **view) for title, view in views)

    def __str__(self) -> str:
        from techno_kit.drawing.terminal import table_text

        views = self._views([*self.notes, self.text])
        return "\n\n".join(table_text(title=title, **view) for title, view in views)

    def __repr__(self) -> str:
        return f"Detectable({self.text})"


def _shown(table: pd.DataFrame) -> "pd.Series[bool]":
    """Whether the bases of a row are large enough."""
    return table["flag"] != say("flags.suppressed")


def _why(rows: pd.DataFrame) -> str:
    """Tell why no row has what was asked for, as the end of a key."""
    for key in ("fixed", "by_design"):
        flagged = rows["flag"].str.contains(say(f"flags.{key}"), regex=False)
        if len(rows) and flagged.all():
            return key
    shares = rows[[name for name in ("share", "share_a", "share_b") if name in rows]]
    alike = (shares.isin([0.0, 1.0]).all(axis=1)).all()
    return "constant" if len(rows) and alike else "unknown"


def _flags_of(rows: pd.DataFrame) -> str:
    """Return what notes say of the pairs of an answer that a chart shows, each once."""
    flags = rows.loc[rows["detectable"].notna(), "flag"]
    both = say("flags.and")
    return both.join(dict.fromkeys(each for flag in flags if flag for each in flag.split(both)))


def _points(share: float) -> str:
    return points(abs(share)).removeprefix("+")


def _pairs_view(rows: pd.DataFrame, labels: dict[str, str]) -> dict[str, Any]:
    pairs = zip(rows["level_a"], rows["level_b"], strict=True)
    bases = zip(rows["n_a"], rows["n_b"], strict=True)
    shown = {
        "answer": rows["answer"].map(labels),
        "groups": [say("detect.groups", one=one, other=other) for one, other in pairs],
        "bases": [join([count(one), count(other)]) for one, other in bases],
        "difference": [points(each) for each in rows["difference"]],
        "detectable": [_points(each) for each in rows["detectable"]],
        "deff": [decimal(each) for each in rows["deff"]],
        "flag": rows["flag"],
    }
    return _view(shown)


def _view(shown: dict[str, Any], *, skip: Sequence[str] = ()) -> dict[str, Any]:
    frame = pd.DataFrame(shown)
    named = [name for name in shown if name not in skip and (name != "flag" or any(frame["flag"]))]
    return {
        "frame": frame,
        "columns": {name: say(f"detect.columns.{name}") for name in named},
        "numbers": [name for name in named if name not in ("answer", "groups", "flag")],
    }
