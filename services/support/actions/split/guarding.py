"""The guardrail: an experiment that does harm ends by itself, at whatever moment that is known."""

from django.utils import timezone

from modelkit.evaluation.intervals import proportion
from services.support import models
from services.support.actions.split.life import Because, stop
from services.support.actions.split.telling import GUARD_HORIZON, sides_of
from services.support.queries import splits as stored

# The candidate may fail this often for sure, before customers have waited twice too many times.
MOST_FAILING = 0.02
FEWEST_FAILURES = 5


def guard() -> str:
    """Why the experiment was stopped now; empty where it runs on, or none runs."""
    split = stored.running()
    if split is None:
        return ""
    if split.candidate.state != models.Candidate.State.READY:
        stop(split, because=Because.CANDIDATE_ENDED)
        return Because.CANDIDATE_ENDED.value
    return guard_failures(split) or _guard_unhappy(split)


def guard_failures(split: models.Split) -> str:
    """Also asked at each failure: a candidate that is broken is off after a handful of customers."""
    asked, failed = stored.answers(split)
    lowest = proportion(failed, asked).low
    if failed < FEWEST_FAILURES or lowest <= MOST_FAILING:
        return ""
    stop(split, because=Because.FAILURES, evidence={"asked": asked, "failed": failed})
    return Because.FAILURES.value


def _guard_unhappy(split: models.Split) -> str:
    seen = stored.outcomes(split, horizon=GUARD_HORIZON, now=timezone.now())
    measure = sides_of(seen, "unhappy", share=split.share)
    found = measure.difference
    if found is None or found.low <= 0:
        return ""
    evidence = {
        "visitors": len(seen.visits),
        "unhappy_live": measure.control.count,
        "unhappy_candidate": measure.treatment.count,
        "difference": round(found.value, 4),
        "low": round(found.low, 4),
        "high": round(found.high, 4),
    }
    stop(split, because=Because.UNHAPPY, evidence=evidence)
    return Because.UNHAPPY.value
