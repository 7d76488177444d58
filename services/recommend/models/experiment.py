"""Two ways of ranking side by side or in one list, and who was shown which."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Experiment(models.Model):
    """Users are split by a hash of their key: nothing has to be stored for somebody to stay on one side."""

    class Way(models.TextChoices):
        IN_FORCE = "in_force", _("The ranker in force")
        TEXT = "text", _("Texts alone")
        POPULAR = "popular", _("Popular")
        VERSION = "version", _("A kept version")

    class Design(models.TextChoices):
        SPLIT = "split", _("Users are split")
        INTERLEAVE = "interleave", _("Lists are interleaved")

    class Outcome(models.TextChoices):
        """Kinds of events."""

        CLICK = "click", _("A click")
        PURCHASE = "purchase", _("A purchase")

    LONGEST_HORIZON_HOURS = 90 * 24

    key = models.SlugField(_("key"), max_length=60, unique=True)
    surface = models.CharField(_("surface"), max_length=60, blank=True, help_text=_("Empty means every surface."))
    control = models.CharField(_("control"), max_length=10, choices=Way.choices, default=Way.IN_FORCE)
    treatment = models.CharField(_("treatment"), max_length=10, choices=Way.choices, default=Way.TEXT)
    # What ranks each side for as long as it runs; empty where it began before this was kept, and follows its way.
    control_version = models.CharField(max_length=120, blank=True, default="")
    treatment_version = models.CharField(max_length=120, blank=True, default="")
    design = models.CharField(_("design"), max_length=10, choices=Design.choices, default=Design.SPLIT)
    share = models.FloatField(_("share of the treatment"), default=0.5)
    horizon_hours = models.PositiveIntegerField(
        _("hours until a user counts"), default=24, help_text=_("What counts comes within this time of the first list.")
    )
    outcome = models.CharField(_("what counts"), max_length=10, choices=Outcome.choices, default=Outcome.CLICK)
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(share__gte=0.05, share__lte=0.95), name="share_leaves_both_sides"),
            models.UniqueConstraint(fields=["surface"], condition=Q(ended_at=None), name="one_experiment_a_surface"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def interleaves(self) -> bool:
        return self.design == self.Design.INTERLEAVE


class Exposure(models.Model):
    """The first list of a user in an experiment; later ones change nothing."""

    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="exposures")
    user = models.CharField(max_length=120)
    treated = models.BooleanField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["experiment", "user"], name="one_exposure_a_user")]

    def __str__(self) -> str:
        return f"{self.user} in {self.experiment_id}"


class Draft(models.Model):
    """One interleaved response: which side brought each of its items."""

    SIDES = CONTROL, TREATMENT = ("control", "treatment")

    request = models.CharField(primary_key=True, max_length=64)
    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="drafts")
    user = models.CharField(max_length=120, db_index=True)
    teams = models.JSONField(help_text=_("Item to control or treatment."))
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["experiment", "user", "at"])]

    def __str__(self) -> str:
        return f"{self.request} in {self.experiment_id}"
