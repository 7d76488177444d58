"""Caps of a surface, and what more different items may cost there."""

from django.utils.translation import gettext as _

from modelkit.recommendation.diversity import Spread
from services.recommend import models
from services.recommend.actions.ranking.rankers import current_ranker
from services.recommend.actions.ranking.rules import WINDOW, forget_rules
from shared.errors import InputRefused, Problem

# Who would give up more than this share of quality wants another ranker.
MOST_LOSS = 0.1


def save_rules(*, surface: str, most_of_category: int, loss_budget: float) -> models.SurfaceRule:
    """Add or replace; the one without a name stands for all without rules of their own. Raises `InputRefused`."""
    problems = []
    if len(surface) > 60 or "\x00" in surface:
        problems.append(Problem("surface", _("It is not a name of at most 60 characters."), _("Use a shorter one.")))
    if not 0 <= most_of_category <= WINDOW:
        problems.append(
            Problem(
                "most_of_category",
                _("It is not from 0 to %(window)s.") % {"window": WINDOW},
                _("Use 0 for any number."),
            )
        )
    # Written so that what is no number is refused as well.
    if not 0 <= loss_budget <= MOST_LOSS:
        problems.append(
            Problem(
                "loss_budget",
                _("It is not from 0 to %(most_loss)s.") % {"most_loss": MOST_LOSS},
                _("Use 0 to leave lists as ranked."),
            )
        )
    if problems:
        raise InputRefused(problems)
    fields = {"most_of_category": most_of_category, "loss_budget": loss_budget}
    saved, _new = models.SurfaceRule.objects.update_or_create(surface=surface, defaults=fields)
    forget_rules()
    return saved


def spread_of(rules: models.SurfaceRule) -> Spread:
    """How strongly lists are spread there by the ranker in force, and what that cost and brought on validation."""
    return current_ranker().spread(rules.loss_budget)


def remove_rules(*, rules: models.SurfaceRule) -> None:
    """Those of all surfaces hold there again."""
    rules.delete()
    forget_rules()
