"""Where lists are shown, and what holds there."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SurfaceRule(models.Model):
    """Of one surface; the row without a name is for every surface that has none of its own."""

    surface = models.CharField(_("surface"), max_length=60, blank=True, unique=True)
    most_of_category = models.PositiveSmallIntegerField(
        _("most of one category"), default=0, help_text=_("In ten items; 0 means any number.")
    )
    loss_budget = models.FloatField(
        _("loss budget"),
        default=0.0,
        help_text=_(
            "The share of NDCG@10, measured on validation days, that more different items may cost; 0 for none."
        ),
    )

    class Meta:
        ordering = ["surface"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(loss_budget__gte=0, loss_budget__lte=0.1), name="a_budget_is_a_tenth_at_most"
            ),
            models.CheckConstraint(condition=models.Q(most_of_category__lte=10), name="a_cap_is_of_ten"),
        ]

    def __str__(self) -> str:
        return self.surface or "*"
