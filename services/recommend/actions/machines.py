"""An editor knows better than the cap: a kiosk or a wrong import is no machine, or is one after all."""

from django.utils import timezone

from services.recommend.models import Profile


def clear(*, user: str) -> bool:
    """It counts, is learnt from and gets lists again, and no flood flags it. False where it is not flagged."""
    rows = Profile.objects.filter(user=user, flagged_at__isnull=False)
    return bool(rows.update(flagged_at=None, cleared_at=timezone.now()))


def flag_again(*, user: str) -> bool:
    """Take that back. False where it was not cleared."""
    rows = Profile.objects.filter(user=user, cleared_at__isnull=False)
    return bool(rows.update(flagged_at=timezone.now(), cleared_at=None))
