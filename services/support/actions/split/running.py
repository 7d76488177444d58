"""The experiment that runs, as every message needs it."""

from dataclasses import dataclass

from django.db.models.signals import post_delete, post_save

from services.support import models
from services.support.actions.candidates.trial import trial_of
from services.support.actions.gate.asking import Trial
from services.support.actions.remembered import Remembered
from services.support.queries import splits as stored


@dataclass(frozen=True, eq=False)
class Running:
    split: models.Split
    trial: Trial


def _read() -> Running | None:
    """A candidate that has ended answers nobody, whether or not somebody has told the experiment."""
    split = stored.running()
    if split is None or split.candidate.state != models.Candidate.State.READY:
        return None
    return Running(split, trial_of(split.candidate))


running = Remembered(_read)
for _signal in (post_save, post_delete):
    _signal.connect(running.forget, sender=models.Split, weak=False)
