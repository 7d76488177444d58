"""Writing to the catalogue so that nobody who looks at what changed since can miss it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from services.recommend import models

# No transaction lasts as long.
_KEPT = timedelta(hours=12)


@contextmanager
def stamped() -> Iterator[datetime]:
    """A transaction, and the time that all it writes carries. By time alone, what commits late would be missed."""
    with transaction.atomic():
        stamp = timezone.now()
        models.CatalogueWrite.objects.create(stamp=stamp)
        yield stamp


def forget_old() -> None:
    models.CatalogueWrite.objects.filter(stamp__lt=timezone.now() - _KEPT).delete()
