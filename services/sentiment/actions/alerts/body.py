"""Messages shaped as Alertmanager's webhook, version 4, so that everything that reads those reads ours."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from services.sentiment import models


def alertmanager_body(rule: models.Rule, key: str, alerts: Sequence[models.Alert]) -> dict[str, Any]:
    firing = [alert for alert in alerts if alert.is_open]
    group = {name: alerts[0].labels.get(name, "") for name in rule.group_by}
    return {
        "version": "4",
        "groupKey": f"{rule.name}:{key}",
        "truncatedAlerts": 0,
        "status": "firing" if firing else "resolved",
        "receiver": rule.name,
        "title": _title(rule, firing, alerts),
        "groupLabels": group,
        "commonLabels": {"alertname": rule.name, "severity": rule.severity, **group},
        "commonAnnotations": {"runbook_url": rule.runbook_url} if rule.runbook_url else {},
        "externalURL": "/alerts/",
        "alerts": [_alert(rule, alert) for alert in alerts],
    }


def _alert(rule: models.Rule, alert: models.Alert) -> dict[str, Any]:
    ends = alert.resolved_at.isoformat() if alert.resolved_at else "0001-01-01T00:00:00Z"
    return {
        "status": "firing" if alert.is_open else "resolved",
        "labels": alert.labels,
        "annotations": {"summary": summary(alert), **({"runbook_url": rule.runbook_url} if rule.runbook_url else {})},
        "startsAt": alert.started_at.isoformat(),
        "endsAt": ends,
        "generatorURL": f"/alerts/{alert.pk}/",
        "fingerprint": alert.fingerprint[:16],
        "evidence": alert.evidence,
    }


def summary(alert: models.Alert) -> str:
    """One line: who, how much, against what is usual."""
    seen = alert.evidence
    name = str(alert.entity) if alert.entity else alert.series
    return _("%(name)s: %(observed)d negative stories in %(minutes)d minutes, usually %(expected).1f") % {
        "name": name,
        "observed": seen.get("observed", 0),
        "minutes": seen.get("window_minutes", 0),
        "expected": seen.get("expected", 0.0),
    }


def _title(rule: models.Rule, firing: Sequence[models.Alert], alerts: Sequence[models.Alert]) -> str:
    if not firing:
        return _("Over: %(rule)s") % {"rule": rule.name}
    if len(firing) == 1:
        return f"{rule.name}: {summary(firing[0])}"
    text = ngettext("%(rule)s: %(count)d alert", "%(rule)s: %(count)d alerts", len(firing))
    return text % {"rule": rule.name, "count": len(firing)}
