"""The models: one file a family, one contract (`base.Model`)."""

from modelkit.models.base import Model
from modelkit.models.classifier import Classifier
from modelkit.models.encoder import Encoder
from modelkit.models.loading import load
from modelkit.models.pair_scorer import PairScorer

__all__ = ["Classifier", "Encoder", "Model", "PairScorer", "load"]
