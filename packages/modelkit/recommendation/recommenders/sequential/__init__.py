"""Self-attention over what was done in order."""

from modelkit.recommendation.recommenders.sequential.recommender import Sequential

__all__ = ["Sequential"]
