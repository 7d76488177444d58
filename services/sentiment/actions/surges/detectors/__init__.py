"""Detectors by name. A new one is one new file here, entered below."""

from collections.abc import Mapping
from typing import Any

from services.sentiment.actions.surges.detectors.base import BIN_MINUTES, Block, Detector, Scored, State
from services.sentiment.actions.surges.detectors.cusum import Cusum
from services.sentiment.actions.surges.detectors.negative_binomial import NegativeBinomial
from services.sentiment.actions.surges.detectors.options import option_problems, read_options
from services.sentiment.actions.surges.detectors.ratio import Ratio
from services.sentiment.actions.surges.detectors.share import Share
from services.sentiment.actions.surges.detectors.threshold import Threshold
from services.sentiment.actions.surges.detectors.zscore import ZScore

DETECTORS: dict[str, type[Detector]] = {
    "negative_binomial": NegativeBinomial,
    "cusum": Cusum,
    "share": Share,
    "threshold": Threshold,
    "ratio": Ratio,
    "zscore": ZScore,
}


def make_detector(kind: str, parameters: Mapping[str, Any] | None = None) -> Detector:
    """Parameters that are left out take the detector's defaults."""
    chosen = DETECTORS[kind]
    return chosen(**read_options(chosen.defaults, parameters or {}))


__all__ = [
    "BIN_MINUTES",
    "DETECTORS",
    "Block",
    "Detector",
    "Scored",
    "State",
    "make_detector",
    "option_problems",
]
