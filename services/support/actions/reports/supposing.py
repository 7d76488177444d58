"""What another limit on wrong answers would have cost, from the scores that were logged with each question."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.support import models
from services.support.actions.limits import thresholds_for
from services.support.models.choices import Rung
from services.support.queries import answers
from services.support.queries import reports as stored
from services.support.queries.overview import Period
from services.support.queries.reports import Scored

_MOST = 50_000


@dataclass(frozen=True)
class Supposed:
    """Of `questions`, how many were answered, and how many would have been, at least and at most.

    A question that lost its template might have found a source: nobody looked, so the two numbers differ.
    `wrong` is the share of wrong answers on validation questions under the limit, `wrong_now` under today's.
    """

    limit: float
    questions: int
    skipped: int
    answered: int
    least: int
    most: int
    wrong: float | None
    wrong_now: float | None
    cost_each: float
    currency: str

    @property
    def lost(self) -> int:
        """Questions more for people, at most; negative where fewer would have come."""
        return self.answered - self.least

    @property
    def lost_at_least(self) -> int:
        return self.answered - self.most

    @property
    def cost(self) -> float:
        return self.lost * self.cost_each

    @property
    def cost_at_least(self) -> float:
        return self.lost_at_least * self.cost_each


def suppose(period: Period, *, limit: float) -> Supposed | None:
    """As the operator's confidence asks; nothing before thresholds were chosen.

    Scores of other versions than the newest mean something else, and are left out.
    """
    policy = answers.policy()
    rungs = thresholds_for(policy.curves, limit, confident=policy.confident)
    if not any(rung["n"] for rung in rungs.values()):
        return None
    logged = stored.scored(period, limit=_MOST)
    rows = [one for one in logged if one.versions == logged[0].versions]
    return counted(rows, rungs, policy=policy, limit=limit, skipped=len(logged) - len(rows))


def counted(
    rows: Sequence[Scored], rungs: dict[str, dict[str, Any]], *, policy: models.Policy, limit: float, skipped: int
) -> Supposed:
    intent, answer = rungs["intent"]["threshold"], rungs["answer"]["threshold"]
    fates = [_fate(one, intent, answer) for one in rows]
    inputs = stored.inputs()
    now = thresholds_for(policy.curves, policy.max_wrong_share, confident=policy.confident)
    return Supposed(
        limit=limit,
        questions=len(rows),
        skipped=skipped,
        answered=sum(one.rung != Rung.HANDOVER for one in rows),
        least=sum(fate is True for fate in fates),
        most=sum(fate is not False for fate in fates),
        wrong=_wrong(rungs),
        wrong_now=_wrong(now),
        cost_each=inputs.by_person,
        currency=inputs.currency,
    )


def _fate(one: Scored, intent: float | None, answer: float | None) -> bool | None:
    """Whether it would have been answered; None where that was never tried."""
    if one.taught:
        return True
    if intent is not None and one.certainty is not None and one.certainty >= intent and one.has_template:
        # Recognised under the other limit alone: whether its answer exists in the customer's language is not logged.
        return True
    if one.score is not None:
        return answer is not None and one.score >= answer
    return None if one.rung == Rung.TEMPLATE else False


def _wrong(rungs: dict[str, dict[str, Any]]) -> float | None:
    given = sum(rung["answered"] for rung in rungs.values())
    return sum(rung["wrong"] for rung in rungs.values()) / given if given else None
