"""Which experiment runs where, and who was shown it."""

from datetime import datetime

from services.recommend import models
from services.recommend.actions.experiments.sides import sides_of
from services.recommend.actions.kept import Kept


def running(*, surface: str) -> models.Experiment | None:
    """The experiment that runs there; one of the surface itself goes before one of all.

    None while a version that it needs is gone: what everybody gets then must not count for its side.
    """
    found = _running.value()
    return found[surface] if surface in found else found.get("")


def forget_running() -> None:
    """After one was started or ended here."""
    _running.forget()


def expose(*, experiment: models.Experiment, user: str, treated: bool, now: datetime) -> None:
    """The first list is written down; later ones change nothing."""
    row = models.Exposure(experiment=experiment, user=user, treated=treated, at=now)
    models.Exposure.objects.bulk_create([row], ignore_conflicts=True)


def _read() -> dict[str, models.Experiment | None]:
    """By surface."""
    rows = models.Experiment.objects.filter(ended_at=None)
    return {one.surface: None if any(side.is_gone for side in sides_of(one)) else one for one in rows}


_running: Kept[dict[str, models.Experiment | None]] = Kept(_read)
