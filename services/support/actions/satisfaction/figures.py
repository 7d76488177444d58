"""How satisfied customers are, with how sure one can be of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from modelkit.evaluation.intervals import proportion
from services.support.queries import satisfaction as stored
from services.support.queries.overview import Period

# Fewer say more about chance than about service.
FEW = 20
SATISFIED = 4


@dataclass(frozen=True)
class Share:
    """Satisfied ones among those who rated, with the 95 % interval; `is_few` where it should not be read alone."""

    rated: int
    satisfied: int
    low: float | None = None
    high: float | None = None

    @property
    def value(self) -> float | None:
        return self.satisfied / self.rated if self.rated else None

    @property
    def is_few(self) -> bool:
        return self.rated < FEW


@dataclass(frozen=True)
class Week:
    """Seven days from `begins` on."""

    begins: date
    share: Share


@dataclass(frozen=True)
class Figures:
    everybody: Share
    by_assistant: Share
    by_person: Share
    asked: int
    weeks: Sequence[Week]
    scores: Sequence[tuple[int, int]]


def figures(period: Period) -> Figures:
    rows = stored.scores(period)
    weeks = sorted({stored.week_of(day) for _score, _by_person, day in rows})
    return Figures(
        everybody=_share([score for score, *_rest in rows]),
        by_assistant=_share([score for score, by_person, _day in rows if not by_person]),
        by_person=_share([score for score, by_person, _day in rows if by_person]),
        asked=stored.finished(period),
        weeks=[Week(week, _share([row[0] for row in rows if stored.week_of(row[2]) == week])) for week in weeks],
        scores=[(score, sum(row[0] == score for row in rows)) for score in range(5, 0, -1)],
    )


def _share(scores: list[int]) -> Share:
    good = sum(score >= SATISFIED for score in scores)
    if not scores:
        return Share(0, 0)
    interval = proportion(good, len(scores))
    return Share(len(scores), good, interval.low, interval.high)
