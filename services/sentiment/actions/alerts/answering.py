"""What people do about an alert: take it, end it, say whether it was right, write beside it."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from services.sentiment import models
from services.sentiment.actions.alerts.history import write
from shared.accounts.models import User
from shared.errors import refuse

State = models.Alert.State


@transaction.atomic
def acknowledge(*, alert_ids: Sequence[int], actor: object) -> int:
    """Those that fire; returns how many. Others stay as they are."""
    rows = models.Alert.objects.select_for_update().filter(pk__in=alert_ids, state=State.FIRING)
    return len([_change(alert, State.ACKNOWLEDGED, "acknowledged", actor) for alert in rows])


@transaction.atomic
def resolve(*, alert_ids: Sequence[int], actor: object) -> int:
    rows = models.Alert.objects.select_for_update().filter(pk__in=alert_ids).exclude(state=State.RESOLVED)
    return len([_change(alert, State.RESOLVED, "resolved", actor) for alert in rows])


@transaction.atomic
def judge(*, alert: models.Alert, verdict: str, actor: object) -> None:
    """Kept for tuning the rule."""
    if verdict not in models.Alert.Verdict.values:
        raise refuse("verdict", _("It is neither true nor false."), _("Send “true” or “false”."))
    models.Alert.objects.filter(pk=alert.pk).update(verdict=verdict)
    write(alert=_locked(alert), actor=actor, action="judged", at=timezone.now(), verdict=verdict)


@transaction.atomic
def add_note(*, alert: models.Alert, text: str, author: User | None, actor: object) -> models.Note:
    words = text.replace("\x00", "").strip()
    if not words or len(words) > 4000:
        raise refuse("text", _("A note has from 1 to 4,000 characters."), _("Write less, or something."))
    note = models.Note.objects.create(alert=_locked(alert), author=author, text=words)
    write(alert=alert, actor=actor, action="noted", at=timezone.now(), note=note.pk)
    return note


def _change(alert: models.Alert, state: str, action: str, actor: object) -> models.Alert:
    now = timezone.now()
    alert.state = state
    setattr(alert, f"{action}_at", now)
    alert.save(update_fields=["state", f"{action}_at"])
    write(alert=alert, actor=actor, action=action, at=now)
    return alert


def _locked(alert: models.Alert) -> models.Alert:
    return models.Alert.objects.select_for_update().get(pk=alert.pk)
