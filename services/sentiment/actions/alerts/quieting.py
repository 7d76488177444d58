"""Keep silent for a while: what is covered is kept, and told only if it still fires when the silence ends."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from services.sentiment import models
from shared.accounts.models import User
from shared.errors import InputRefused, Problem

# What an alert is labelled with, and so what a silence can name.
LABELS = ("alertname", "severity", "entity", "topic", "sector")
_LONGEST_REASON = 300
Quiet = TypeVar("Quiet", models.Silence, models.MaintenanceWindow)


def add_silence(
    *, labels: Mapping[str, str], ends_at: datetime, reason: str, author: User | None, starts_at: datetime | None = None
) -> models.Silence:
    """Somebody knows already. No label at all means every alert. Raises InputRefused."""
    return _add(models.Silence, labels, starts_at or timezone.now(), ends_at, reason, author)


def plan_maintenance(
    *, labels: Mapping[str, str], starts_at: datetime, ends_at: datetime, reason: str, author: User | None
) -> models.MaintenanceWindow:
    """Known beforehand that it will be noisy. Raises InputRefused."""
    return _add(models.MaintenanceWindow, labels, starts_at, ends_at, reason, author)


def end_now(*, quiet: models.Silence | models.MaintenanceWindow) -> None:
    """One that has not begun is taken back; who kept silent how long stays on record otherwise."""
    now = timezone.now()
    if quiet.starts_at > now:
        quiet.delete()
    elif quiet.ends_at > now:
        quiet.ends_at = now
        quiet.save(update_fields=["ends_at"])


@transaction.atomic
def add_inhibition(
    *, name: str, source: Mapping[str, str], target: Mapping[str, str], equal: Sequence[str]
) -> models.Inhibition:
    """While an alert like `source` fires, those like `target` with the same `equal` labels tell nobody."""
    found = [*_named(name), *_labels("source", source), *_labels("target", target)]
    if not source:
        message = _("It is empty, so everything would be held back.")
        found.append(Problem("source", message, _("Name a rule or a severity.")))
    if source and dict(source) == dict(target):
        remedy = _("Name the alerts that become superfluous.")
        found.append(Problem("target", _("It is the same as the source."), remedy))
    if strange := [label for label in equal if label not in LABELS]:
        message = _("There is no label '%(name)s'.") % {"name": strange[0]}
        found.append(Problem("equal", message, _one_of(LABELS)))
    if found:
        raise InputRefused(found)
    return models.Inhibition.objects.create(
        name=name.strip(), source=dict(source), target=dict(target), equal=list(equal)
    )


def _add(
    kind: type[Quiet],
    labels: Mapping[str, str],
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    author: User | None,
) -> Quiet:
    words = reason.replace("\x00", "").strip()
    found = list(_labels("labels", labels))
    if not words or len(words) > _LONGEST_REASON:
        remedy = _("Say why, in up to %(most)s characters.") % {"most": _LONGEST_REASON}
        found.append(Problem("reason", _("It is empty or too long."), remedy))
    if ends_at <= max(starts_at, timezone.now()):
        message = _("It lies before the beginning or in the past.")
        found.append(Problem("ends_at", message, _("Choose a later time.")))
    if found:
        raise InputRefused(found)
    return kind.objects.create(labels=dict(labels), starts_at=starts_at, ends_at=ends_at, reason=words, author=author)


def _labels(field: str, labels: Mapping[str, str]) -> Iterator[Problem]:
    for name, value in labels.items():
        if name not in LABELS:
            yield Problem(f"{field}.{name}", _("Alerts have no such label."), _one_of(LABELS))
        elif not value or len(value) > 200:
            remedy = _("Leave the label out, or give its value.")
            yield Problem(f"{field}.{name}", _("It is empty or too long."), remedy)


def _one_of(names: Sequence[str]) -> str:
    return _("Use one of: %(choices)s.") % {"choices": ", ".join(names)}


def _named(name: str) -> Iterator[Problem]:
    if not name.strip() or len(name) > 120:
        yield Problem("name", _("It is missing or longer than 120 characters."), _("Give it a short name."))
    elif models.Inhibition.objects.filter(name=name.strip()).exists():
        yield Problem("name", _("Another one has this name."), _("Choose another."))
