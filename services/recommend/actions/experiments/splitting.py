"""Which side a user is on: a hash decides, the same on every machine and for ever."""

import hashlib
from datetime import datetime

from services.recommend import models


def is_treated(*, experiment: str, user: str, share: float) -> bool:
    """Users are split anew for each experiment, so that one does not lean on another."""
    digest = hashlib.sha256(f"{experiment}\x00{user}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64 < share


def assigned(*, user: str, surface: str, now: datetime) -> str:
    """How to rank for the user, `""` outside of any experiment; the first time is written down as the exposure."""
    rows = models.Experiment.objects.filter(ended_at=None, surface__in=["", surface])
    # One of the surface itself goes before one of all.
    running = rows.order_by("-surface").first()
    if running is None:
        return ""
    treated = is_treated(experiment=running.key, user=user, share=running.share)
    row = models.Exposure(experiment=running, user=user, treated=treated, at=now)
    models.Exposure.objects.bulk_create([row], ignore_conflicts=True)
    return running.treatment if treated else running.control
