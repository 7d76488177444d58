"""The ranker's versions, which lie apart: a few numbers that this service reads itself."""

from django.conf import settings

from services.recommend.actions.ranking.rankers import NAME, forget_ranker
from shared.training import versions


def list_versions() -> versions.ModelVersions:
    return versions.list_versions([NAME], registry=str(settings.RANKERS_DIR))[0]


def promote_version(*, number: int, force: bool = False) -> None:
    """The next request ranks by it."""
    versions.promote_version(name=NAME, number=number, force=force, registry=str(settings.RANKERS_DIR))
    forget_ranker()


def roll_back() -> int:
    """The version that is live afterwards."""
    number = versions.roll_back(name=NAME, registry=str(settings.RANKERS_DIR))
    forget_ranker()
    return number
