"""What an early hand-over above a chance would have cost, and what it would have caught."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from modelkit.evaluation.intervals import proportion

# What the operator may choose.
LOWEST, HIGHEST, USUAL = 0.05, 0.95, 0.5


@dataclass(frozen=True, slots=True)
class Cost:
    """Of the rated conversations that were held out, and of those without a rating.

    `handed` would have been handed over early, `new` of them would not have seen a person otherwise; `caught` of the
    `unhappy` ones are among them.
    """

    threshold: float
    talks: int
    handed: int
    new: int
    unhappy: int
    caught: int
    unrated: int
    unrated_handed: int

    @property
    def caught_share(self) -> float | None:
        return self.caught / self.unhappy if self.unhappy else None

    @property
    def caught_interval(self) -> tuple[float, float] | None:
        if not self.unhappy:
            return None
        found = proportion(self.caught, self.unhappy)
        return found.low, found.high

    @property
    def unrated_share(self) -> float | None:
        return self.unrated_handed / self.unrated if self.unrated else None


def cost(figures: Mapping[str, Any], threshold: float) -> Cost | None:
    """None where no forecast was fitted."""
    if figures.get("few", True):
        return None
    peaks = figures["peaks"]
    silent = figures["peaks_unrated"]
    handed = [(unhappy, called) for peak, unhappy, called in peaks if peak >= threshold]
    return Cost(
        threshold=threshold,
        talks=len(peaks),
        handed=len(handed),
        new=sum(not called for _unhappy, called in handed),
        unhappy=sum(unhappy for _peak, unhappy, _called in peaks),
        caught=sum(unhappy for unhappy, _called in handed),
        unrated=len(silent),
        unrated_handed=sum(peak >= threshold for peak in silent),
    )
