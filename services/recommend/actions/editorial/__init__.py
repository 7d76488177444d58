"""What editors decide, whatever the ranker says: pins, and the rules of a surface."""

from services.recommend.actions.editorial.pins import (
    LAST_POSITION,
    REASON,
    Pins,
    forget_pins,
    pin,
    pins_in_force,
    remove_pin,
)
from services.recommend.actions.editorial.surfaces import MOST_LOSS, remove_rules, save_rules, spread_of

__all__ = [
    "LAST_POSITION",
    "MOST_LOSS",
    "REASON",
    "Pins",
    "forget_pins",
    "pin",
    "pins_in_force",
    "remove_pin",
    "remove_rules",
    "save_rules",
    "spread_of",
]
