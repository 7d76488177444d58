"""Fit reject gates on validation data; `modelkit.models.gates` runs them."""

from modelkit.evaluation.gates.fitting import fit_gate
from modelkit.evaluation.gates.heads import fit_gates
from modelkit.evaluation.gates.threshold import threshold_keeping
from modelkit.models.gates import Gate, load_gates, save_gates

__all__ = ["Gate", "fit_gate", "fit_gates", "load_gates", "save_gates", "threshold_keeping"]
