"""Several recommenders as one, weighed by what they foretold of days they had not seen."""

from modelkit.recommendation.recommenders.blend.recommender import Blend

__all__ = ["Blend"]
