"""What editors decide, whatever the ranker says: pins, and the rules of a surface."""

from services.recommend.actions.editorial.pins import pin, placed, remove_pin
from services.recommend.actions.editorial.surfaces import save_rules

__all__ = ["pin", "placed", "remove_pin", "save_rules"]
