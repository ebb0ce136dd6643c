"""The result of a comparison, and how it is told."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from techno_kit.analysis.telling import Basis, method_of_comparison
from techno_kit.survey.answers import MissingRule
from techno_kit.wording import count, decimal, p_value, percent, plural, say

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class Rules:
    """What a comparison was asked for, beside its question and groups.

    Attributes
    ----------
    adjust, family : str
        How p-values allow for their number, and which of them are one family.
    confidence : float
        Of intervals and letters, between 0 and 1.
    missing : {"in_base", "exclude"}
        The rule of the base.
    suppress_below, flag_below : float
        Bases below which a group is not compared, or is flagged.
    """

    adjust: str
    family: str
    confidence: float
    missing: MissingRule
    suppress_below: float
    flag_below: float


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """Differences between groups, tested.

    Attributes
    ----------
    tests : pandas.DataFrame
        ``answer, by, F, df1, df2, p, p_adjusted, cramers_v``, a row an answer; the row without an
        answer tests the whole question.
    pairs : pandas.DataFrame
        ``answer, by, level_a, level_b, difference, se, low, high, ratio, cohens_h, p, p_adjusted``.
    table : pandas.DataFrame
        ``answer, by, level, share, rest, p_rest, p_rest_adjusted, n, n_weighted, flag, letter,
        higher_than, arrow``, a row an answer and group.
    labels : dict of str to str
        Names of the answers in captions.
    average : dict of str to float
        Every answer's share (0-1) among all who are compared.
    basis : Basis
        Who and what the comparison rests on.
    rules : Rules
        What it was asked for.

    Examples
    --------
    >>> import techno_kit as tk
    >>> frame = pd.DataFrame({"sex": ["Female", "Male"] * 50, "owns": ["yes", "no"] * 50})
    >>> found = tk.compare(tk.Sample.from_frame(frame), "owns", by="sex")
    >>> found.table.loc[:1, ["answer", "level", "share", "letter", "higher_than"]].values.tolist()
    [['no', 'Female', 0.0, 'A', ''], ['no', 'Male', 1.0, 'B', 'A']]
    """

    tests: pd.DataFrame
    pairs: pd.DataFrame
    table: pd.DataFrame
    labels: dict[str, str]
    average: dict[str, float]
    basis: Basis
    rules: Rules

    @property
    def text(self) -> str:
        """One to three sentences to paste: the whole, the largest difference, how many hold."""
        banners = list(dict.fromkeys(self.table["by"]))
        return " ".join(sentence for by in banners for sentence in self._told(by))

    def _told(self, by: str) -> list[str]:
        tests = self.tests[self.tests["by"] == by]
        pairs = self.pairs[(self.pairs["by"] == by) & self.pairs["p_adjusted"].notna()]
        whole = tests[tests["answer"].isna()].iloc[0]
        title = self.basis.titles[by]
        if pd.isna(whole["F"]) or not len(pairs):
            return [say("compare.none", by=title)]
        clear = pairs[pairs["p_adjusted"] <= 1 - self.rules.confidence]
        key = "differ" if whole["p"] <= 1 - self.rules.confidence else "alike"
        told = [
            say(
                f"compare.{key}",
                by=title,
                df1=decimal(whole["df1"], 1),
                df2=decimal(whole["df2"], 0),
                F=decimal(whole["F"], 2),
                p=say(
                    "compare.p_small" if whole["p"] < 0.001 else "compare.p", p=p_value(whole["p"])
                ),
            ),
            say(
                "compare.pairs",
                n=count(len(clear)),
                all=plural("units.pairs", len(pairs)),
                by=title,
            ),
        ]
        if len(clear):
            most = clear.loc[clear["difference"].abs().sort_values(ascending=False).index[0]]
            told.insert(1, self._largest(most, by))
        return told

    def _largest(self, pair: "pd.Series[Any]", by: str) -> str:
        up = pair["difference"] > 0
        high, low = ("level_a", "level_b") if up else ("level_b", "level_a")
        limits = sorted(abs(each) for each in (pair["low"], pair["high"]))
        rows = self.table[(self.table["by"] == by) & (self.table["answer"] == pair["answer"])]
        rows = rows.set_index("level")
        return say(
            "compare.largest",
            answer=self.labels[pair["answer"]],
            high=pair[high],
            low=pair[low],
            share_high=percent(rows.at[pair[high], "share"]),
            share_low=percent(rows.at[pair[low], "share"]),
            n_high=count(rows.at[pair[high], "n"]),
            n_low=count(rows.at[pair[low], "n"]),
            points=decimal(100 * abs(pair["difference"]), 1),
            from_=decimal(100 * limits[0], 1),
            to=decimal(100 * limits[1], 1),
        )

    @property
    def method(self) -> str:
        """The methods paragraph, ready for an appendix."""
        return method_of_comparison(self.basis, self.rules)

    @property
    def notes(self) -> list[str]:
        """The sentences of a caption."""
        level = percent(self.rules.confidence)
        letters = say(
            "compare.letters", confidence=level, family=say(f"compare.family.{self.rules.family}")
        )
        notes = [
            say("profile.made_up") if self.basis.synthetic else "",
            letters,
            self.basis.caption,
        ]
        return [note for note in notes if note]

    def plot(self) -> "Figure":
        """Draw the groups side by side, each with the mark of the average."""
        from techno_kit.drawing import multiples

        ladder = self.basis.ladder
        draw = multiples.draw_ladder_groups if ladder else multiples.draw_share_groups
        return draw(
            self.table,
            labels=self.labels,
            by_labels=self.basis.titles,
            title=self.basis.title,
            subtitle=self.basis.who,
            notes=[self.text, *self.notes],
            average=self.average,
            average_label=self.basis.whole,
            confidence=self.rules.confidence,
        )

    def _views(self) -> list[dict[str, Any]]:
        """Return a table a banner question as readers see it: answers down, groups across."""
        views = []
        for by in dict.fromkeys(self.table["by"]):
            rows = self.table[self.table["by"] == by]
            groups = list(dict.fromkeys(rows["level"]))
            shown = pd.DataFrame(
                {"answer": [self.labels[each] for each in dict.fromkeys(rows["answer"])]}
            )
            headings = {"answer": say("columns.answer")}
            for place, group in enumerate(groups):
                column = rows[rows["level"] == group]
                cells = zip(column["share"], column["arrow"], column["higher_than"], strict=True)
                shown[f"group {place}"] = [
                    " ".join(part for part in (percent(share), arrow, letters) if part)
                    for share, arrow, letters in cells
                ]
                first = column.iloc[0]
                headings[f"group {place}"] = say(
                    "compare.column", level=group, letter=first["letter"], n=count(first["n"])
                )
            tests = self.tests[(self.tests["by"] == by) & self.tests["answer"].notna()]
            shown["p"] = [
                p_value(each) if pd.notna(each) else say("numbers.missing")
                for each in tests["p_adjusted"]
            ]
            headings["p"] = say("compare.p_column")
            numbers = [name for name in headings if name != "answer"]
            title = say("compare.title", question=self.basis.title, by=self.basis.titles[by])
            views.append({"frame": shown, "columns": headings, "numbers": numbers, "title": title})
        views[-1]["notes"] = [*self.notes, self.text]
        return views

    def _repr_html_(self) -> str:
        from techno_kit.drawing.markup import table_html

        return "\n".join(
            table_html(
                **{name: part for name, part in view.items() if name != "title"},
                caption=view["title"],
            )
            for view in self._views()
        )

    def __str__(self) -> str:
        from techno_kit.drawing.terminal import table_text

        return "\n\n".join(table_text(**view) for view in self._views())

    def __repr__(self) -> str:
        return f"Comparison({self.text})"
