"""The reject gate a classifier carries; `modelkit.evaluation.gates` fits it on validation data."""

from modelkit.models.gates.bank import Bank
from modelkit.models.gates.features import BANK_FEATURES, FEATURES, LOGIT_FEATURES, gate_features, softmax
from modelkit.models.gates.files import load_gates, save_gates
from modelkit.models.gates.gate import Gate

__all__ = [
    "BANK_FEATURES",
    "FEATURES",
    "LOGIT_FEATURES",
    "Bank",
    "Gate",
    "gate_features",
    "load_gates",
    "save_gates",
    "softmax",
]
