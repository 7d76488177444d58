"""What was learned from ratings, as pages and live conversations read it."""

from services.support import models
from services.support.models.choices import Reason

Kind = models.SatisfactionFit.Kind
State = models.SatisfactionFit.State


def newest(kind: str) -> models.SatisfactionFit | None:
    return models.SatisfactionFit.objects.filter(kind=kind).order_by("-version").first()


def in_force(kind: str) -> models.SatisfactionFit | None:
    return models.SatisfactionFit.objects.filter(kind=kind, state=State.IN_FORCE).first()


def forecast_in_force() -> models.SatisfactionFit | None:
    """Without the figures, which only pages need."""
    return models.SatisfactionFit.objects.filter(kind=Kind.FORECAST, state=State.IN_FORCE).defer("figures").first()


def early_handovers() -> int:
    """Conversations that were handed over for what was expected of them."""
    called = models.Event.objects.filter(kind="state", data__state="waiting")
    rows = called.filter(data__reason=Reason.LIKELY_UNHAPPY.value)
    return rows.values("conversation").distinct().count()
