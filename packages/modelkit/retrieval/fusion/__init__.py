"""Join what vectors find with what words find, by weights learned on the company's own questions."""

from modelkit.retrieval.fusion.learning import FusionReport, Question, learn
from modelkit.retrieval.fusion.weights import FEATURES, Fusion, features

__all__ = ["FEATURES", "Fusion", "FusionReport", "Question", "features", "learn"]
