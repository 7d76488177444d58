"""Versions of models, their cards, the gate a version goes live through, and the way back. Free of torch."""

from modelkit.registry.card import CARD_FILE, Card, HeadThreshold
from modelkit.registry.promotion import Shortfall, refusals, shortfalls
from modelkit.registry.registry import Registry, Version

__all__ = ["CARD_FILE", "Card", "HeadThreshold", "Registry", "Shortfall", "Version", "refusals", "shortfalls"]
