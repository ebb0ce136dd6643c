"""Respondents whose questions can be made anew: added, merged, recoded, combined."""

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from techno_kit.survey.codebook import Question, Value
from techno_kit.survey.partly_blank import partly_blank_told
from techno_kit.survey.respondents import Respondents
from techno_kit.survey.spellings import spellings_of
from techno_kit.wording import say

if TYPE_CHECKING:
    from techno_kit.survey.recoding import Levels, Parts


@dataclass(frozen=True, eq=False, repr=False)
class Questioned(Respondents):
    """Respondents whose questions can be made anew, as those of a `Sample`."""

    def with_question(self, question: Question) -> Self:
        """Return the sample with one more question, or with another of that name.

        Raises
        ------
        QuestionError
            If the question contradicts itself, such as bands whose limits do not increase.
        SampleError
            If a column is not there, or holds answers that the question does not list.
        """
        self.sheet.check(question, self.source.name)
        codebook, columns = self.codebook.with_question(question), set(question.parts.values())
        asked = {column for item in codebook.items.values() for column, _ in item.asked_if}
        # Items read the missing values of the question that routes them: all is read anew then.
        done = {} if columns & asked else self._done
        told = [each.told for each in spellings_of(self.sheet, question) if each.is_note]
        told += [each for each in [partly_blank_told(self.sheet, question)] if each]
        notes = tuple(dict.fromkeys((*self.notes, *told)))
        return replace(self, codebook=codebook, notes=notes, _done=done)

    def with_language(self, language: str) -> Self:
        """Return the sample with the labels of its codebook in another of its languages.

        Parameters
        ----------
        language : str
            One of ``sample.codebook.languages``, such as ``"nl"``. What is not worded in it stays
            as it was read.

        Returns
        -------
        Sample
            The same answers. Conditions and targets are then written in that language; answers
            that were merged or listed by a mapping keep the words that they were given.

        Raises
        ------
        QuestionError
            If nothing is worded in the language.
        """
        return replace(self, codebook=self.codebook.with_language(language), _done={})

    def merge_levels(self, question: str, levels: AnyMapping[str, Sequence[str]]) -> Self:
        """Return the sample with levels of a question merged; the question keeps its name.

        Parameters
        ----------
        question : str
            The name of a question with one answer, or of a number in bands.
        levels : mapping of str to sequence of str
            New level to the levels that it takes the place of: ``{"55+": ["55-64", "65+"]}``, as
            in `Targets.collapse`. A level alone is given another name.

        Raises
        ------
        QuestionError
            If a level is not there, or in two places.
        """
        from techno_kit.survey.recoding import merged_told
        from techno_kit.survey.targets.merging import merged_question

        asked = self.question(question)
        merged = merged_question(asked, self.answers(asked), levels)
        told = say("recoding.in_place", name=asked.name, levels=merged_told(levels))
        return self.with_question(replace(merged, trail=(*asked.trail, told)))

    def recode(
        self,
        question: str,
        levels: "Levels | None" = None,
        *,
        name: str,
        top: int | None = None,
        bottom: int | None = None,
        label: str = "",
    ) -> Self:
        """Return the sample with a new question made from one old question, which stays.

        Parameters
        ----------
        question : str
            A question with one answer, or a number.
        levels : mapping of str to sequence of str, or sequence of float
            New level to the levels that it takes the place of, all others staying as they are; of
            a number the lower limits of its bands: ``[18, 35, 55]``.
        name : str
            What the new question is called.
        top, bottom : int, optional
            In place of `levels`: so many of the highest, or lowest, answers of a scale as one, as
            the nets of `tk.crosstab` have them; all other answers are the other.
        label : str
            Its wording; the old question's when empty.

        Returns
        -------
        Sample
            The codebook, method texts and saved files tell what the new question was made from.

        Raises
        ------
        QuestionError
            If a level is not there or in two places, there is no order, or the name is taken.

        Examples
        --------
        >>> import pandas as pd, techno_kit as tk
        >>> sample = tk.Sample.from_frame(pd.DataFrame({"age": ["18-24", "25-34", "35+"]}))
        >>> sample.recode("age", {"Young": ["18-24", "25-34"]}, name="age2").answers("age2").levels
        ('Young', '35+')
        """
        from techno_kit.survey.recoding import recoded

        made = recoded(self, question, levels, name=name, top=top, bottom=bottom, label=label)
        return self.with_question(made)

    def combine(
        self,
        name: str,
        parts: "Parts",
        *,
        overlapping: bool = False,
        others: str | None = None,
        chosen: Sequence[Value] = (),
        label: str = "",
    ) -> Self:
        """Return the sample with a new question made from several old ones, which stay.

        Parameters
        ----------
        name : str
            What the new question is called.
        parts : mapping of str to Audience or conditions, or sequence of str
            Answer to whom it holds, as in ``where=``: ``{"Heavy": {"q1": ["Daily"], ...}}``; or
            yes/no questions that become the answers of one question, such as ``["q1", "q2"]``.
        overlapping : bool
            Whether a respondent may have several of the answers; else the first that holds counts.
        others : str, optional
            The answer of those for whom none holds; "Other answers" when left out.
        chosen : sequence of values
            For a list of questions: the codes or labels that mean "chosen"; 1 and True when empty.
        label : str
            Its wording.

        Returns
        -------
        Sample
            Who answered none of the questions that the conditions are about is missing.

        Raises
        ------
        QuestionError
            If a question or a level is not there, or the name is taken.

        Examples
        --------
        >>> import pandas as pd, techno_kit as tk
        >>> sample = tk.Sample.from_frame(pd.DataFrame({"a": ["yes", "no"], "b": ["yes", "yes"]}))
        >>> sample.combine("both", {"both": {"a": ["yes"], "b": ["yes"]}}).answers("both").levels
        ('both', 'Other answers')
        """
        from techno_kit.survey.recoding import combined

        frame, question = combined(
            self,
            name,
            parts,
            overlapping=overlapping,
            others=others,
            chosen=chosen,
            label=label,
        )
        made = replace(self, frame=frame, _done=dict(self._done))
        return made.with_question(question)
