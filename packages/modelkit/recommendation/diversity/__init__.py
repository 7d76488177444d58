"""Lists that do not say the same thing ten times, at a price that was declared before."""

from modelkit.recommendation.diversity.budget import NO_SPREAD, Spread, choose_strength, measured, within
from modelkit.recommendation.diversity.spreading import POOL, Spreading

__all__ = ["NO_SPREAD", "POOL", "Spread", "Spreading", "choose_strength", "measured", "within"]
