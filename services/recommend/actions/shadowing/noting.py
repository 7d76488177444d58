"""Which requests are watched. Whoever asks waits for one row at most: the ranking is done elsewhere."""

from datetime import datetime

from django.conf import settings

from modelkit.registry import Registry
from services.recommend import models
from services.recommend.actions.kept import Kept
from services.recommend.actions.ranking.rankers import NAME


def note(*, request: str, user: str, surface: str, live: str, at: datetime) -> None:
    """A share of requests, drawn by their keys, which are random; none where no version is in the shadow."""
    if int(request[:8], 16) * 100 >= settings.SHADOW_PERCENT * 2**32:
        return
    shadow = in_shadow()
    if shadow and shadow != live:
        models.Shadowed.objects.create(request=request, user=user, surface=surface, live=live, shadow=shadow, at=at)


def in_shadow() -> str:
    """The newest version, where it is newer than the one in force; else nothing."""
    return _shadow.value()


def forget_shadow() -> None:
    """After versions came or moved here."""
    _shadow.forget()


def _read() -> str:
    registry = Registry(settings.RANKERS_DIR)
    if NAME not in registry.names():
        return ""
    newest = registry.list(NAME)[-1].number
    return f"{NAME}@{newest}" if newest > (registry.current(NAME) or 0) else ""


_shadow: Kept[str] = Kept(_read)
