"""robots.txt between visits: kept as long as the site allows, a day at most (RFC 9309, section 2.4)."""

import re
from datetime import timedelta

from django.utils import timezone

from services.sentiment import models

# A site that says nothing about it may change its mind within an hour; one that says something, within a day.
_UNSAID, _LONGEST = timedelta(hours=1), timedelta(days=1)
# So much must be read by the standard; what follows is left out.
_MOST_BYTES = 500 * 1024
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NOT_KEPT = re.compile(r"no-store|no-cache", re.IGNORECASE)


def fresh_robots(*, site: str) -> bytes | None:
    """What need not be asked for again yet."""
    rows = models.RobotsFile.objects.filter(site=site[:300], expires_at__gt=timezone.now())
    body = rows.values_list("body", flat=True).first()
    return None if body is None else bytes(body)


def keep_robots(*, site: str, status: int, body: bytes, cache_control: str) -> None:
    """A site without robots.txt has an empty one; one that is ill or busy is asked again at the next visit."""
    if not (200 <= status < 300 or (400 <= status < 500 and status != 429)) or len(site) > 300:
        return
    now = timezone.now()
    kept = body[:_MOST_BYTES] if status < 300 else b""
    told = {"body": kept, "fetched_at": now, "expires_at": now + _lifetime(cache_control)}
    models.RobotsFile.objects.update_or_create(site=site, defaults=told)


def forget_old_robots() -> int:
    """Files that nobody has asked for since they expired a day ago."""
    return models.RobotsFile.objects.filter(expires_at__lt=timezone.now() - _LONGEST).delete()[0]


def _lifetime(cache_control: str) -> timedelta:
    if _NOT_KEPT.search(cache_control):
        return timedelta(0)
    asked = _MAX_AGE.search(cache_control)
    return min(timedelta(seconds=int(asked[1])), _LONGEST) if asked else _UNSAID
