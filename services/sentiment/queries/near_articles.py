"""Articles as the crawler asks for them: known addresses, and candidates for near duplicates."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Count

from services.sentiment import models


def sharing_bands(keys: Sequence[int], *, start: datetime, end: datetime, most: int) -> list[models.Article]:
    """Articles with a band in common, most bands first."""
    shared = models.Band.objects.filter(key__in=keys, article__published_at__range=(start, end))
    ids = shared.values("article").annotate(n=Count("id")).order_by("-n")[:most].values_list("article", flat=True)
    return list(models.Article.objects.filter(pk__in=list(ids)).only("pk", "signature", "duplicate_of"))


def known_hashes(hashes: Iterable[str]) -> set[str]:
    """Which of these addresses are stored already."""
    return set(models.Article.objects.filter(url_hash__in=list(hashes)).values_list("url_hash", flat=True))
