"""Who ranks each side: what it began with, whatever else comes into force meanwhile."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from modelkit.errors import ModelNotFound
from services.recommend import models
from services.recommend.actions.ranking import rankers
from services.recommend.actions.ranking.rankers import Ranker, current_ranker, ranker_of

Way = models.Experiment.Way


def choices() -> list[str]:
    """What a side may be: a way, or a version that is kept."""
    return [*(way for way in Way.values if way != Way.VERSION), *rankers.kept_versions()]


def begin(**sides: str) -> dict[str, str]:
    """The fields of an experiment, by side: of each the way, and the version that is it now."""
    ways = {side: value if value in Way.values else Way.VERSION.value for side, value in sides.items()}
    versions = {
        f"{side}_version": value if ways[side] == Way.VERSION else ranker_of(value).version
        for side, value in sides.items()
    }
    return ways | versions


def ranker(experiment: models.Experiment, *, treated: bool) -> Ranker:
    side = side_of(experiment, treated=treated)
    if not side.version:
        return ranker_of(side.way)
    try:
        return rankers.version_named(side.version)
    except ModelNotFound:
        # It went a moment ago: the next second knows that the experiment stands still.
        return current_ranker()


@dataclass(frozen=True)
class Side:
    """`version` is empty in experiments from before it was kept."""

    way: str
    version: str

    def __str__(self) -> str:
        """As people read it."""
        if self.way == Way.VERSION:
            return self.version
        if self.way == Way.IN_FORCE and self.version:
            return _("In force at the start: %(version)s") % {"version": self.version}
        return str(Way(self.way).label)

    @property
    def is_gone(self) -> bool:
        return bool(self.version) and not rankers.is_kept(self.version)

    @property
    def is_overtaken(self) -> bool:
        """It began as what was in force, and that has changed."""
        return self.way == Way.IN_FORCE and self.version not in ("", current_ranker().version)


def side_of(experiment: models.Experiment, *, treated: bool) -> Side:
    if treated:
        return Side(experiment.treatment, experiment.treatment_version)
    return Side(experiment.control, experiment.control_version)


def sides_of(experiment: models.Experiment) -> list[Side]:
    """Control first."""
    return [side_of(experiment, treated=treated) for treated in (False, True)]


@dataclass(frozen=True)
class Standing:
    """What has become of the sides of one that runs: versions that are gone, and what is in force instead of a side."""

    gone: list[str]
    in_force: str


def standing(experiment: models.Experiment) -> Standing:
    """Nothing is the matter with one that has ended."""
    if experiment.ended_at:
        return Standing([], "")
    sides = sides_of(experiment)
    gone = sorted({side.version for side in sides if side.is_gone})
    return Standing(gone, current_ranker().version if any(side.is_overtaken for side in sides) else "")
