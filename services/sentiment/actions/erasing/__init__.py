"""Forget texts on request: with everything derived from them, and with a proof."""

from services.sentiment.actions.erasing.erase import Proof, erase
from services.sentiment.queries.erasure import Wanted

__all__ = ["Proof", "Wanted", "erase"]
