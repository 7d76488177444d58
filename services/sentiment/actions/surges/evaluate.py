"""Ask every rule what the counts say now.

A rule's state is kept as it was at a midnight that late articles no longer reach; everything after that is worked out
again at each evaluation. So it does not matter how often one looks, what came late, or whether a worker was killed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import DatabaseError, transaction
from django.utils import timezone

from services.sentiment import models
from services.sentiment.actions.alerts.keeping import keep_alerts
from services.sentiment.actions.alerts.telling import tell
from services.sentiment.actions.surges.frame import Frame, keys_of, make_frame
from services.sentiment.actions.surges.machine import Episode, Machine
from services.sentiment.actions.surges.watch import Asked, Watched, pack, unpack, watch
from services.sentiment.queries import bins, rules

log = structlog.get_logger(__name__)
# Articles that come in later than this are counted, but no longer change what was detected.
LATE = timedelta(hours=6)
# How much history a new rule learns from.
HISTORY = timedelta(days=84)
_A_DAY = 96
_LOOK_BACK = 16


def evaluate_rules(*, now: datetime | None = None) -> int:
    """Returns how many rules were evaluated. One rule's error is written on it and stops no other."""
    return sum(_evaluated(pk, now or timezone.now()) for pk in rules.enabled_ids())


def _evaluated(pk: int, now: datetime) -> bool:
    try:
        evaluate_rule(rule_id=pk, now=now)
    except DatabaseError:
        raise
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        models.Rule.objects.filter(pk=pk).update(last_error=f"{type(error).__name__}: {error}", evaluated_at=now)
        log.warning("rule_failed", rule=pk, error=type(error).__name__)
        return False
    return True


@transaction.atomic
def evaluate_rule(*, rule_id: int, now: datetime) -> None:
    """Alerts, their history and the messages about them are written together or not at all."""
    rule = models.Rule.objects.select_for_update().get(pk=rule_id)
    found = look(rule, now=now)
    keep_alerts(rule=rule, found=found.episodes, pending=found.pending, keys=found.keys, now=now)
    tell(rule=rule, now=now)
    models.Rule.objects.filter(pk=rule.pk).update(last_error="", evaluated_at=now)


@dataclass(frozen=True)
class Seen:
    """Episodes that fired, and those that still wait, since the state that was kept."""

    episodes: list[tuple[int, Episode]]
    pending: list[tuple[int, Episode]]
    keys: list[str]


def look(rule: models.Rule, *, now: datetime) -> Seen:
    """Go on from the kept state to now; move the kept state on where late articles can no longer reach it."""
    end = bins.bin_number(now)
    kept = _kept(rule, end)
    settled = max(kept.bin, bins.bin_number(now - LATE) // _A_DAY * _A_DAY)
    asked = asked_of(rule)
    frame = load(rule, first=kept.bin, end=settled, known=kept.keys)
    past = _go_on(asked, frame, kept)
    if settled > kept.bin or kept.pk is None:
        kept = _keep(rule, settled, frame.keys, past)
    recent = load(rule, first=settled, end=end + 1, known=frame.keys)
    # The quarter that still runs may fire, since counts only grow; its silence says nothing yet.
    newest = watch(asked=asked, frame=recent, state=past.state, known=frame.keys, machine=past.machine, finished=end)
    waiting = [(place, one) for place, one in newest.machine.open.items() if one.fired is None]
    return Seen([*past.episodes, *newest.episodes], waiting, recent.keys)


def asked_of(rule: models.Rule) -> Asked:
    return Asked(
        detector=rule.detector,
        parameters=rule.parameters,
        min_groups=rule.min_groups,
        for_minutes=rule.for_minutes,
        keep_firing_minutes=rule.keep_firing_minutes,
        cooldown_minutes=rule.cooldown_minutes,
    )


def load(rule: models.Rule, *, first: int, end: int, known: list[str]) -> Frame:
    series_by = rule.series_by or ["entity"]
    rows = bins.counts(rule.scope, first=first - _LOOK_BACK, end=end)
    keys = keys_of(rows, entities=bins.entity_keys(rule.scope), series_by=series_by, known=known)
    return make_frame(rows, keys=keys, series_by=series_by, first=first, end=end, before=_LOOK_BACK)


def _kept(rule: models.Rule, end: int) -> models.RuleState:
    """The state of this revision; a changed rule learns anew from the history."""
    found = models.RuleState.objects.filter(rule=rule, revision=rule.revision).first()
    if found is not None:
        return found
    models.RuleState.objects.filter(rule=rule).delete()
    oldest = bins.earliest(rule.scope)
    first = max(bins.bin_number(oldest) if oldest else end, end - HISTORY // bins.BIN) // _A_DAY * _A_DAY
    return models.RuleState(rule=rule, revision=rule.revision, bin=first)


def _go_on(asked: Asked, frame: Frame, kept: models.RuleState) -> Watched:
    state = unpack(bytes(kept.arrays)) if kept.arrays else None
    machine = Machine.from_json(kept.machine, frame.keys)
    return watch(asked=asked, frame=frame, state=state, known=kept.keys, machine=machine)


def _keep(rule: models.Rule, at: int, keys: list[str], watched: Watched) -> models.RuleState:
    fields = {
        "revision": rule.revision,
        "bin": at,
        "keys": keys,
        "arrays": pack(watched.state),
        "machine": watched.machine.as_json(keys),
    }
    return models.RuleState.objects.update_or_create(rule=rule, defaults=fields)[0]
