"""Make the alerts in the database say what the counts say."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.sentiment import models
from services.sentiment.actions.alerts.history import write
from services.sentiment.actions.surges.detectors import BIN_MINUTES, make_detector
from services.sentiment.actions.surges.frame import labels_of
from services.sentiment.actions.surges.machine import Episode
from services.sentiment.queries import bins

ACTOR = "detector"
State = models.Alert.State


def keep_alerts(
    *,
    rule: models.Rule,
    found: Sequence[tuple[int, Episode]],
    pending: Sequence[tuple[int, Episode]],
    keys: Sequence[str],
    now: datetime,
) -> None:
    """Idempotent: the same episodes again change nothing."""
    kept = [_keep(rule, keys[place], episode, now) for place, episode in [*found, *pending]]
    open_alerts = rule.alerts.exclude(state=State.RESOLVED).exclude(pk__in=[alert.pk for alert in kept if alert])
    for alert in open_alerts:
        _resolve(alert, now, reason="The counts no longer show it.")


def _keep(rule: models.Rule, key: str, episode: Episode, now: datetime) -> models.Alert | None:
    alert = _known(rule, key, episode)
    if alert is None:
        # A new rule looks back on months: what was over before it existed is no news.
        if episode.resolved is not None and bins.bin_start(episode.resolved) <= rule.since:
            return None
        alert = _open(rule, key, episode, now)
    if alert.state == State.RESOLVED:
        return alert
    _fire(alert, episode, now)
    if episode.score > alert.score or not alert.evidence:
        _note_evidence(rule, alert, episode)
    alert.last_bin = max(alert.last_bin, episode.last)
    alert.save()
    if episode.resolved is not None:
        _resolve(alert, now, reason="")
    return alert


def _known(rule: models.Rule, key: str, episode: Episode) -> models.Alert | None:
    """Late articles can move an episode's edges; what overlaps is the same."""
    last = (episode.resolved or episode.last + 1) - 1
    rows = rule.alerts.filter(series=key, first_bin__lte=max(last, episode.last), last_bin__gte=episode.pending)
    return rows.order_by("-first_bin").first()


def _open(rule: models.Rule, key: str, episode: Episode, now: datetime) -> models.Alert:
    labels = _labels(rule, key)
    text = f"{rule.pk}|{rule.revision}|{key}|{episode.pending}"
    alert = models.Alert.objects.create(
        rule=rule,
        rule_name=rule.name,
        entity=models.Entity.objects.filter(key=labels.get("entity", "")).first(),
        fingerprint=hashlib.sha256(text.encode()).hexdigest(),
        series=key,
        labels=labels,
        severity=rule.severity,
        state=State.PENDING,
        first_bin=episode.pending,
        last_bin=episode.last,
        started_at=bins.bin_start(episode.pending),
    )
    write(alert=alert, actor=ACTOR, action="pending", at=now, rule=rule.name, revision=rule.revision)
    return alert


def _labels(rule: models.Rule, key: str) -> dict[str, str]:
    labels = labels_of(key)
    sector = models.Entity.objects.filter(key=labels.get("entity", "")).values_list("sector", flat=True).first()
    return {"alertname": rule.name, "severity": rule.severity, **labels, **({"sector": sector} if sector else {})}


def _fire(alert: models.Alert, episode: Episode, now: datetime) -> None:
    if episode.fired is None or alert.state != State.PENDING:
        return
    # The quarter's end, or now where the quarter still runs.
    alert.fired_at = min(bins.bin_start(episode.fired + 1), now)
    alert.state = State.FIRING
    write(alert=alert, actor=ACTOR, action="firing", at=now, score=round(episode.score, 3))


def _note_evidence(rule: models.Rule, alert: models.Alert, episode: Episode) -> None:
    alert.score = episode.score
    alert.evidence = evidence(rule, alert.labels, episode)


def evidence(rule: models.Rule, labels: dict[str, str], episode: Episode) -> dict[str, Any]:
    """Everything needed to see why, and to work the score out again."""
    first, end = episode.peak - episode.window + 1, episode.peak + 1
    detector = make_detector(rule.detector, rule.parameters)
    articles = bins.negative_articles(rule.scope, labels, first=min(first, episode.pending), end=end)
    return {
        "observed": episode.observed,
        "expected": round(episode.expected, 4),
        "score": round(episode.score, 4),
        "raise_at": detector.raise_at,
        "window_minutes": episode.window * BIN_MINUTES,
        "from": bins.bin_start(first).isoformat(),
        "until": bins.bin_start(end).isoformat(),
        "articles": list(articles),
        "rule_revision": rule.revision,
        "detector": rule.detector,
        "parameters": detector.options,
        "scope": rule.scope,
        "model_versions": bins.model_versions(articles),
    }


def _resolve(alert: models.Alert, now: datetime, *, reason: str) -> None:
    told = alert.state != State.PENDING
    alert.state, alert.resolved_at = State.RESOLVED, now
    if not told:
        # Whoever was never told of it need not hear that it is over.
        alert.told_state = State.RESOLVED
    alert.save()
    write(alert=alert, actor=ACTOR, action="resolved" if told else "lapsed", at=now, reason=reason)
