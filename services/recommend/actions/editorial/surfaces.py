"""Caps and diversity of a surface."""

from services.recommend import models
from services.recommend.actions.ranking.rules import WINDOW, forget_rules
from shared.errors import InputRefused, Problem


def save_rules(*, surface: str, most_of_category: int, spread: float) -> models.SurfaceRule:
    """Add or replace; the one without a name stands for all without rules of their own. Raises `InputRefused`."""
    problems = []
    if len(surface) > 60 or "\x00" in surface:
        problems.append(Problem("surface", "It is not a name of at most 60 characters.", "Use a shorter one."))
    if not 0 <= most_of_category <= WINDOW:
        problems.append(Problem("most_of_category", f"It is not from 0 to {WINDOW}.", "Use 0 for any number."))
    if not 0 <= spread <= 1:
        problems.append(Problem("spread", "It is not from 0 to 1.", "Use 0 to leave the order as it is ranked."))
    if problems:
        raise InputRefused(problems)
    fields = {"most_of_category": most_of_category, "spread": spread}
    saved, _new = models.SurfaceRule.objects.update_or_create(surface=surface, defaults=fields)
    forget_rules()
    return saved
