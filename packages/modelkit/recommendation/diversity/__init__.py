"""Lists that do not say the same thing ten times, at a price that was declared before."""

from modelkit.recommendation.diversity.budget import Spread, choose_strength
from modelkit.recommendation.diversity.spreading import Spreading, distances

__all__ = ["Spread", "Spreading", "choose_strength", "distances"]
