"""Which of two is preferred, by pairs that people judged: the sign test, valid however often one looks.

The likelihood of the wins so far, averaged over all chances of winning, is weighed against that of one chance
(Ville, 1939; Robbins, 1970). No chance that is true is ever left out with more than the error allowed, at whatever
moment somebody stops.
"""

import math
from dataclasses import dataclass

from scipy.optimize import brentq
from scipy.special import betaln, xlogy

from shared.experiments.sequences import LEVEL

# At the ends themselves the likelihood is nothing, and its logarithm no number.
_EDGE = 1e-12


@dataclass(frozen=True)
class Preference:
    """The share of decided pairs that the first won, and its interval; `known` when it leaves out one half."""

    wins: int
    losses: int
    value: float | None
    low: float
    high: float

    @property
    def known(self) -> bool:
        return self.low > 0.5 or self.high < 0.5


def preference(wins: int, losses: int, *, level: float = LEVEL) -> Preference:
    """Exact at every number of pairs; of none it is unknown: 0 to 1."""
    if not wins + losses:
        return Preference(0, 0, None, 0.0, 1.0)
    share = wins / (wins + losses)

    def spare(chance: float) -> float:
        """Above zero where the chance is still possible."""
        likelihood = xlogy(wins, chance) + xlogy(losses, 1.0 - chance)
        return float(likelihood - betaln(wins + 1, losses + 1) - math.log(level))

    # A side that has won every pair is possible at its end, and needs no looking for.
    low = brentq(spare, _EDGE, share) if wins else 0.0
    high = brentq(spare, share, 1.0 - _EDGE) if losses else 1.0
    return Preference(wins, losses, share, float(low), float(high))
