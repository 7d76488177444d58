"""Lists for one user, now."""

from services.recommend.actions.serving.answering import Answer, recommend
from services.recommend.actions.serving.similar import similar

__all__ = ["Answer", "recommend", "similar"]
