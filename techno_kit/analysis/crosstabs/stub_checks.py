"""What is asked of a crosstab's rows, checked: nets and means of what is there."""

from collections.abc import Mapping, Sequence

from techno_kit.analysis.asking.code_scores import CodeScores
from techno_kit.errors import QuestionError, listed, nearest, raise_all
from techno_kit.survey.codebook import Question
from techno_kit.survey.encoding import text_of
from techno_kit.survey.sample import Sample
from techno_kit.wording import say


def problems_of_rows(
    sample: Sample, questions: Sequence[Question], nets: object, means: object
) -> None:
    """Refuse nets and means of what is not there, all at once.

    Raises
    ------
    QuestionError
        Names every wrong question, answer and score.
    """
    names = [each.name for each in questions]
    problems = []
    for option, asked in (("nets", nets), ("means", means)):
        if not isinstance(asked, Mapping):
            problems.append(say(f"errors.crosstab.{option}"))
            continue
        for name, wanted in asked.items():
            if name not in names:
                near = nearest(str(name), names)
                problems.append(say("errors.crosstab.unasked", option=option, name=name, near=near))
                continue
            question = questions[names.index(name)]
            check = _problems_of_nets if option == "nets" else _problems_of_means
            problems += check(sample, question, wanted)
    raise_all(QuestionError, say("errors.crosstab.subject"), problems)


def _problems_of_nets(sample: Sample, question: Question, wanted: object) -> list[str]:
    name = question.name
    if question.is_quantity:
        return [say("errors.crosstab.nets_of_number", name=name)]
    if not isinstance(wanted, Mapping):
        return [say("errors.crosstab.nets")]
    levels, problems = sample.answers(question).levels, []
    for net, parts in wanted.items():
        if not isinstance(net, str) or isinstance(parts, str) or not isinstance(parts, Sequence):
            problems.append(say("errors.crosstab.nets"))
        elif not parts:
            problems.append(say("errors.crosstab.empty_net", name=name, net=net))
        elif net in levels:
            problems.append(say("errors.crosstab.net_name", name=name, net=net))
        else:
            problems += _unknown(question, net, [text_of(each) for each in parts], levels)
    return problems


def _unknown(
    question: Question, net: str, parts: Sequence[str], levels: Sequence[str]
) -> list[str]:
    unknown = [each for each in parts if each not in levels]
    if not unknown:
        return []
    near, legal = nearest(unknown[0], levels, instead=question.codes), listed(levels)
    told = {"levels": listed(unknown), "near": near, "legal": legal}
    return [say("errors.crosstab.level", name=question.name, net=net, **told)]


def _problems_of_means(sample: Sample, question: Question, wanted: object) -> list[str]:
    """Word a mean that a question cannot have; scores themselves are checked as `estimate` does."""
    name = question.name
    if not isinstance(wanted, bool | Mapping):
        return [say("errors.crosstab.means")]
    if question.kind == "multiple" and wanted is not False:
        return [say("errors.crosstab.means_of_multiple", name=name)]
    if isinstance(wanted, Mapping) and question.kind == "number":
        return [say("errors.crosstab.means_of_number", name=name)]
    needed = wanted is True and question.kind != "number"
    if needed and not CodeScores.of(sample.answers(question)).steady:
        return [say("errors.crosstab.no_scores", name=name)]
    return []
