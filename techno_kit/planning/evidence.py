"""From a profile of some people to the evidence of a plan."""

from collections.abc import Sequence
from dataclasses import dataclass

from techno_kit.analysis.asking.asking import asked_of
from techno_kit.analysis.cells.domains import Domains
from techno_kit.analysis.profiles.profiles import Profile
from techno_kit.analysis.profiles.profiling import profile
from techno_kit.ladder.rungs import Ladder
from techno_kit.planning.naming import titles_of
from techno_kit.planning.parts import Evidence, Grounds
from techno_kit.planning.playbook import load_playbook
from techno_kit.planning.ranking import known
from techno_kit.survey.answers import MissingRule
from techno_kit.survey.audience import Audience
from techno_kit.survey.sample import Sample
from techno_kit.wording import plural, say


@dataclass(frozen=True, eq=False, slots=True)
class Measured:
    """What the survey says of one group of people.

    Attributes
    ----------
    profile : Profile
        Their shares of the rungs, against everyone.
    domains : Domains
        The cells behind them.
    rungs : tuple of str
        Ids of the answers.
    """

    profile: Profile
    domains: Domains
    rungs: tuple[str, ...]

    @classmethod
    def of(
        cls,
        sample: Sample,
        ladder: Ladder,
        audience: Audience,
        *,
        missing: MissingRule | None,
        confidence: float,
        suppress_below: float,
        flag_below: float,
    ) -> "Measured":
        """Return the profile of an audience with its cells."""
        asked, rule = asked_of(sample, ladder, missing)
        answers = sample.answers(asked)
        found = profile(
            sample,
            ladder,
            where=audience,
            missing=rule,
            confidence=confidence,
            suppress_below=suppress_below,
            flag_below=flag_below,
        )
        domains = Domains.of(sample, answers, rule, where=audience)
        return cls(found, domains, answers.levels)

    @property
    def n(self) -> int:
        """Respondents of the group in the base."""
        return int(self.profile.whole["n"].iloc[0])

    @property
    def n_base(self) -> int:
        """Respondents in the base of the index."""
        return round(float(self.domains.cells.n[self.domains.against].sum()))

    def evidence(self, first: int) -> tuple[Evidence, ...]:
        """Return one row a rung, numbered from `first`."""
        labels, average = self.profile.labels, self.profile.average
        return tuple(
            Evidence(
                id=f"e{place}",
                answer=row["answer"],
                label=labels[row["answer"]],
                share=float(row["share"]),
                n=int(row["n"]),
                low=known(row["low"]),
                high=known(row["high"]),
                base_share=average.get(row["answer"]),
                index=known(row["index"]),
                index_low=known(row["index_low"]),
                index_high=known(row["index_high"]),
                flag=row["flag"],
            )
            for place, row in enumerate(self.profile.whole.to_dict("records"), start=first)
        )

    def notes(self, name: str, *, several: bool) -> list[str]:
        """Return what a reader should know of this group's base."""
        left_out = self.profile.left_out
        if not left_out:
            return []
        rule = self.profile.options.missing
        told = plural(f"profile.left_out.{rule}", left_out)
        return [say("plan.of_people", name=name, note=told) if several else told]


def grounds_of(
    sample: Sample,
    measured: Sequence[Measured],
    *,
    audiences: Sequence[Audience],
    seed: int | None,
    notes: Sequence[str],
) -> Grounds:
    """Return what the evidence about some groups rests on."""
    first = measured[0].profile
    basis = first.basis
    wordings = {pair for each in audiences for pair in titles_of(each, sample.codebook)}
    return Grounds(
        ladder=basis.title,
        definition=basis.caption,
        population=sample.codebook.population,
        weighting=basis.weighting,
        against=basis.against,
        n=measured[0].n_base,
        confidence=float(first.options.confidence),
        synthetic=basis.synthetic,
        probability_sample=basis.probability_sample,
        questions=tuple(sorted(wordings)),
        draws=None if seed is None else load_playbook().draws,
        seed=seed,
        notes=tuple(notes),
        method=first.method,
    )
