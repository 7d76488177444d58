"""Save and delete rules. What a rule asks has revisions; what it is called or whom it tells has none."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from services.sentiment import models
from services.sentiment.actions.alerts import answering
from services.sentiment.actions.rules.checking import FIELDS, problems
from shared.errors import InputRefused, Problem
from shared.outbox.models import Endpoint

_ASKED = ("scope", "series_by", "detector", "parameters", "min_groups", "for_minutes", "keep_firing_minutes")


@transaction.atomic
def save_rule(
    *,
    rule: models.Rule | None,
    fields: Mapping[str, Any],
    receivers: Sequence[Endpoint] | None = None,
    escalate_to: Sequence[Endpoint] | None = None,
) -> models.Rule:
    """A new rule, or an old one changed; raises InputRefused with everything that is wrong."""
    row = rule or models.Rule(series_by=["entity"])
    before = [getattr(row, name) for name in _ASKED]
    given = {name: fields[name] for name in FIELDS if name in fields}
    _check({name: getattr(row, name) for name in FIELDS} | given, row)
    for name, value in given.items():
        setattr(row, name, value)
    if rule is not None and [getattr(row, name) for name in _ASKED] != before:
        row.revision, row.since = row.revision + 1, timezone.now()
    row.save()
    _set_receivers(row, receivers, escalate_to)
    if not row.enabled:
        _close(row)
    return row


@transaction.atomic
def delete_rule(*, rule: models.Rule) -> None:
    """Its alerts stay, with their history."""
    _close(rule)
    rule.delete()


def _check(values: Mapping[str, Any], row: models.Rule) -> None:
    found = list(problems(values))
    if models.Rule.objects.filter(name=values["name"]).exclude(pk=row.pk).exists():
        found.append(Problem("name", _("Another rule has this name."), _("Choose another.")))
    if found:
        raise InputRefused(found)


def _set_receivers(
    row: models.Rule, receivers: Sequence[Endpoint] | None, escalate_to: Sequence[Endpoint] | None
) -> None:
    if receivers is not None:
        row.receivers.set(receivers)
    if escalate_to is not None:
        row.escalate_to.set(escalate_to)


def _close(rule: models.Rule) -> None:
    """Nobody looks after the alerts of a rule that sleeps."""
    ids = list(rule.alerts.exclude(state=models.Alert.State.RESOLVED).values_list("pk", flat=True))
    answering.resolve(alert_ids=ids, actor="rule disabled")
    models.Alert.objects.filter(pk__in=ids).update(told_state=models.Alert.State.RESOLVED)
