"""The verb `teach.check`: an answer, and the verdict beside the question."""

from techno_kit.errors import QuestionError
from techno_kit.teaching.catalogue import find
from techno_kit.teaching.exercises import Exercise
from techno_kit.teaching.judging import judge
from techno_kit.teaching.verdicts import Verdict
from techno_kit.wording import say


def check(exercise: str | Exercise, answer: object) -> Verdict:
    """Tell whether the answer to an exercise is right, and if not, what it is instead.

    Parameters
    ----------
    exercise : str or Exercise
        The name of an exercise of the lessons, or an exercise of your own.
    answer : object
        A number, True or False, a label, labels in a list, set or Series, or numbers by label in a
        dictionary or Series: whatever the exercise asks for. ``...`` is not answered yet. Labels
        are compared whatever their capitals.

    Returns
    -------
    Verdict
        ``.right``, ``.text`` and a view for notebooks. A wrong answer never raises.

    Raises
    ------
    QuestionError
        If there is no exercise of that name, or what stands for the name is no text.

    Notes
    -----
    What is right is computed from the shipped study when it is asked for, and so is what typical
    mistakes give. A share may be off by 0.05 percentage points, an index by half, a count by
    nothing, another number by 0.0005, unless the exercise says otherwise.

    Examples
    --------
    >>> import techno_kit as tk
    >>> tk.teach.check("respondents", ...)
    ○ Not answered yet. Put your answer in place of the three dots, and run both cells again.
    >>> tk.teach.check("respondents", tk.load_example().n)
    ✓ Right. 2,400, exactly
    """
    if not isinstance(exercise, str | Exercise):
        raise QuestionError(say("teaching.name_kind", kind=type(exercise).__name__))
    asked = exercise if isinstance(exercise, Exercise) else find(exercise)
    if answer is Ellipsis or answer is None:
        return Verdict(asked.name, "open", say("teaching.open"))
    right, told = judge(asked, answer)
    return Verdict(asked.name, "right" if right else "wrong", told)
