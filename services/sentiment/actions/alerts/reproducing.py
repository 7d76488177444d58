"""Work an alert's score out again, from the counts as they are now and the rule as it was."""

from dataclasses import dataclass
from datetime import datetime
from math import isclose

from services.sentiment import models
from services.sentiment.actions.surges import evaluate
from services.sentiment.actions.surges.frame import labels_of
from services.sentiment.actions.surges.machine import Episode
from services.sentiment.actions.surges.watch import Asked, watch
from services.sentiment.queries import bins

_A_DAY = 96


@dataclass(frozen=True)
class Reproduced:
    """What the same question gives today. `same` where seen, usual and score are as in the evidence."""

    observed: float
    expected: float
    score: float
    same: bool


def reproduce(*, alert: models.Alert) -> Reproduced | None:
    """None where the counts show no surge there any more, or the alert kept no evidence."""
    if not alert.evidence:
        return None
    kept = alert.evidence
    end = bins.bin_number(datetime.fromisoformat(kept["until"]))
    rule = models.Rule(
        scope=kept["scope"],
        series_by=list(labels_of(alert.series)) or ["entity"],
        detector=kept["detector"],
        parameters=kept["parameters"],
    )
    frame = evaluate.load(rule, first=_first(alert, end), end=end, known=[])
    if alert.series not in frame.keys:
        return None
    # Without waits or gates: it is the score that is asked for, not whether it would be told.
    asked = Asked(detector=rule.detector, parameters=rule.parameters, keep_firing_minutes=0, cooldown_minutes=0)
    watched = watch(asked=asked, frame=frame)
    place = frame.keys.index(alert.series)
    open_now = [(number, one) for number, one in watched.machine.open.items()]
    episodes = [one for number, one in [*watched.episodes, *open_now] if number == place and one.last >= end - 1]
    return _compared(max(episodes, key=lambda one: one.score), kept) if episodes else None


def _first(alert: models.Alert, end: int) -> int:
    """Where the rule began to learn: so far before its revision as any new rule looks back."""
    rule, kept = alert.rule, alert.evidence
    known = rule is not None and rule.revision == kept.get("rule_revision")
    began = bins.bin_number(rule.since) if rule is not None and known else end
    oldest = bins.earliest(kept["scope"])
    earliest = bins.bin_number(oldest) if oldest else end
    return max(earliest, min(began, end) - evaluate.HISTORY // bins.BIN) // _A_DAY * _A_DAY


def _compared(found: Episode, kept: dict[str, object]) -> Reproduced:
    pairs = ((found.observed, "observed"), (found.expected, "expected"), (found.score, "score"))
    same = all(isclose(now, float(str(kept[name])), rel_tol=1e-3, abs_tol=1e-3) for now, name in pairs)
    return Reproduced(found.observed, found.expected, found.score, same)
