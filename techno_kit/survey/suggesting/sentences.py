"""What speaks for a proposal and what against it, in words."""

from typing import Final

from techno_kit.survey.suggesting.proposing import Proposal
from techno_kit.wording import decimal, join, phrase, say

SHOWN: Final = 3  # answers that an evidence quotes
OTHERS: Final = 3  # alternatives that are named
LONGEST: Final = 80  # signs of a wording that are quoted


def evidence_of(proposal: Proposal) -> str:
    """Word what speaks for a proposal, then what against it."""
    column, says = proposal.judged.column, proposal.judged.says
    wording = {"own": column.own, "name": column.name}.get(
        proposal.heard_in, column.label or column.name
    )
    told = []
    if proposal.words:
        words = join(say("suggest.quoted", text=each) for each in proposal.words)
        told.append(say("suggest.words", wording=_cut(wording), words=words))
    if proposal.kind == "activities" and says.pairs:
        labels = {repr(value): label for value, label in column.levels}
        pairs = [
            say("suggest.answer", label=_cut(labels.get(repr(value), str(value))), says=frequency)
            for value, frequency in says.pairs[:SHOWN]
        ]
        more = phrase("suggest.and_more") if len(says.pairs) > SHOWN else ""
        told.append(say("suggest.answers", answers=", ".join(pairs), more=more))
    elif proposal.kind == "questions" and column.levels:
        levels = [say("suggest.quoted", text=_cut(each)) for _, each in column.levels[:SHOWN]]
        more = phrase("suggest.and_more") if len(column.levels) > SHOWN else ""
        told.append(say("suggest.levels", levels=", ".join(levels), more=more))
    doubts = [_doubt(each, proposal) for each in dict.fromkeys(proposal.doubts) if each]
    if doubts:
        told.append(say("suggest.but", doubts="; ".join(doubts)))
    return "; ".join(told)


def alternatives_of(proposal: Proposal) -> str:
    """Word what else a column may be, with scores; empty where nothing else was found."""
    return ", ".join(
        say("suggest.alternative", what=f"{kind}.{name}", score=decimal(score))
        for kind, name, score in proposal.others[:OTHERS]
    )


def remark_of(proposal: Proposal) -> str:
    """Word a proposal in a line: what it is, its score, its evidence."""
    told = say(
        "suggest.remark",
        what=proposal.what,
        column=proposal.column,
        score=decimal(proposal.score),
        evidence=evidence_of(proposal),
    )
    others = alternatives_of(proposal)
    return say("suggest.or_else", remark=told, others=others) if others else told


def _doubt(key: str, proposal: Proposal) -> str:
    unclear = proposal.judged.says.unclear
    text = join([say("suggest.quoted", text=_cut(each)) for each in unclear[:SHOWN]])
    return phrase(f"suggest.doubt.{key}").format(unclear=text, column=proposal.column)


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[:LONGEST].rstrip() + "…"
