"""Which experiment runs where, and who was shown it."""

from datetime import datetime

from services.recommend import models
from services.recommend.actions.kept import Kept


def running(*, surface: str) -> models.Experiment | None:
    """The experiment that runs there; one of the surface itself goes before one of all."""
    found = {one.surface: one for one in _running.value()}
    return found.get(surface) or found.get("")


def forget_running() -> None:
    """After one was started or ended here."""
    _running.forget()


def expose(*, experiment: models.Experiment, user: str, treated: bool, now: datetime) -> None:
    """The first list is written down; later ones change nothing."""
    row = models.Exposure(experiment=experiment, user=user, treated=treated, at=now)
    models.Exposure.objects.bulk_create([row], ignore_conflicts=True)


_running: Kept[list[models.Experiment]] = Kept(lambda: list(models.Experiment.objects.filter(ended_at=None)))
