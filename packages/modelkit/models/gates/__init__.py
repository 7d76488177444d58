"""The reject gate a classifier carries; `modelkit.evaluation.gates` fits it on validation data."""

from modelkit.models.gates.features import BANK_FEATURES, FEATURES, LOGIT_FEATURES, gate_features, softmax
from modelkit.models.gates.files import load_gates, save_gates
from modelkit.models.gates.gate import Gate, no_bank

__all__ = [
    "BANK_FEATURES",
    "FEATURES",
    "LOGIT_FEATURES",
    "Gate",
    "gate_features",
    "load_gates",
    "no_bank",
    "save_gates",
    "softmax",
]
