"""What is known of a candidate by what it said in the shadow, and what is not known yet."""

from dataclasses import dataclass
from statistics import median

from modelkit.evaluation.intervals import Interval, proportion
from services.support import models
from services.support.queries import candidates as stored
from shared.experiments.signs import Preference, preference

Difference, Better = models.Shadowed.Difference, models.Shadowed.Better


@dataclass(frozen=True)
class Told:
    """`same` is the share of questions that both sides answer alike, with its 95 % interval.

    `preference`: of the pairs in which a person preferred a side, the share in which it was the candidate's.
    """

    candidate: models.Candidate
    answered: int
    waiting: int
    dropped: int
    same: Interval
    counts: list[tuple[str, str, int]]
    live_milliseconds: float | None
    candidate_milliseconds: float | None
    preference: Preference
    neither: int
    unmarked: int

    @property
    def verdict(self) -> str:
        """`better`, `worse` or `open`."""
        return "open" if not self.preference.known else "better" if self.preference.low > 0.5 else "worse"


def tell(candidate: models.Candidate) -> Told:
    found, marks = stored.differences(candidate), stored.marks(candidate)
    times = stored.milliseconds(candidate)
    total = found.total()
    return Told(
        candidate=candidate,
        answered=total,
        waiting=stored.waiting(candidate).count(),
        dropped=candidate.dropped,
        same=proportion(found[Difference.SAME], total),
        counts=[(kind.value, str(kind.label), found[kind]) for kind in Difference if kind != Difference.SAME],
        live_milliseconds=median(live for live, _other in times) if times else None,
        candidate_milliseconds=median(other for _live, other in times) if times else None,
        preference=preference(marks[Better.CANDIDATE], marks[Better.LIVE]),
        neither=marks[Better.NEITHER],
        unmarked=stored.unmarked(candidate).count(),
    )
