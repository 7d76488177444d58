"""Fits are kept version by version; of each kind the newest that is good enough is in force."""

from typing import Any

from django.db import transaction

from services.support import models
from services.support.queries import fits as stored

State = models.SatisfactionFit.State
# A fit a day for three months.
_KEPT = 90


def keep(
    *, kind: str, state: str, ratings: int, figures: dict[str, Any], parameters: dict[str, Any] | None = None
) -> models.SatisfactionFit:
    """What was in force steps back, even for a fit that may not speak: newer ratings no longer bear the older one."""
    with transaction.atomic():
        newest = stored.newest(kind)
        before = models.SatisfactionFit.objects.filter(kind=kind)
        before.filter(state=State.IN_FORCE).update(state=State.REPLACED)
        row = models.SatisfactionFit.objects.create(
            kind=kind,
            version=1 + (newest.version if newest else 0),
            state=state,
            ratings=ratings,
            figures=figures,
            parameters=parameters or {},
        )
        before.filter(version__lte=row.version - _KEPT).delete()
    return row
