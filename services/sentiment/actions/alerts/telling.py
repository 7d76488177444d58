"""Tell receivers of alerts that fired or ended: one message a group, in the transaction of the alerts themselves."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from services.sentiment import models
from services.sentiment.actions.alerts.body import alertmanager_body
from services.sentiment.actions.alerts.history import write
from services.sentiment.queries import rules
from shared.outbox import actions as outbox

State = models.Alert.State
KIND = "alerts"


def tell(*, rule: models.Rule, now: datetime) -> int:
    """Returns how many messages were written."""
    waiting: dict[str, list[models.Alert]] = {}
    for alert in _untold(rule):
        if _is_silenced(alert, now):
            continue
        waiting.setdefault(group_key(rule, alert), []).append(alert)
    sent = sum(_tell_group(rule, key, alerts, now) for key, alerts in waiting.items())
    return sent + _escalate(rule, now)


def group_key(rule: models.Rule, alert: models.Alert) -> str:
    return ",".join(f"{name}={alert.labels.get(name, '')}" for name in rule.group_by)[:300]


def _untold(rule: models.Rule) -> Iterable[models.Alert]:
    """Those whose receivers know of another state. To them, acknowledged still is firing."""
    firing = rule.alerts.filter(state__in=[State.FIRING, State.ACKNOWLEDGED]).exclude(told_state=State.FIRING)
    ended = rule.alerts.filter(state=State.RESOLVED).exclude(told_state=State.RESOLVED)
    return [*firing.order_by("pk"), *ended.order_by("pk")]


def _is_silenced(alert: models.Alert, now: datetime) -> bool:
    """A silence keeps the alert for later; one that ends unheard is dropped."""
    if alert.state == State.RESOLVED and not alert.told_state:
        _mark(alert, State.RESOLVED)
        return True
    return rules.is_quiet(alert.labels, now=now) or rules.is_inhibited(alert.labels)


def _tell_group(rule: models.Rule, key: str, alerts: Sequence[models.Alert], now: datetime) -> int:
    """The first alert of a group is told at once, what follows within minutes together."""
    notice = models.GroupNotice.objects.filter(rule=rule, key=key).first()
    if notice and notice.sent_at > now - timedelta(minutes=rule.group_minutes):
        return 0
    receivers = list(rule.receivers.all())
    message = outbox.enqueue(endpoints=receivers, kind=KIND, body=alertmanager_body(rule, key, alerts))
    models.GroupNotice.objects.update_or_create(rule=rule, key=key, defaults={"sent_at": now})
    for alert in alerts:
        _mark(alert, State.RESOLVED if alert.state == State.RESOLVED else State.FIRING)
        names = [receiver.name for receiver in receivers]
        write(alert=alert, actor="outbox", action="told", at=now, message=str(message.pk), receivers=names)
    return 1


def _escalate(rule: models.Rule, now: datetime) -> int:
    """When nobody has acknowledged in time, somebody else is told, once."""
    if not rule.escalate_minutes:
        return 0
    before = now - timedelta(minutes=rule.escalate_minutes)
    late = rule.alerts.filter(state=State.FIRING, fired_at__lte=before, escalated_at=None)
    alerts = [alert for alert in late if not _is_silenced(alert, now)]
    if not alerts:
        return 0
    message = outbox.enqueue(
        endpoints=rule.escalate_to.all(), kind="escalation", body=alertmanager_body(rule, "escalation", alerts)
    )
    for alert in alerts:
        models.Alert.objects.filter(pk=alert.pk).update(escalated_at=now)
        write(alert=alert, actor="outbox", action="escalated", at=now, message=str(message.pk))
    return 1


def _mark(alert: models.Alert, state: str) -> None:
    models.Alert.objects.filter(pk=alert.pk).update(told_state=state)
