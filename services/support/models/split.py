"""Experiments in which a candidate answers, and which visitors are in them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Split(models.Model):
    """An experiment: a share of visitors is answered by the candidate. One at a time.

    A hash of their ids says who; nothing has to be stored for somebody to stay on one side.
    """

    # Under which receivers are told that it was stopped.
    MESSAGE_KIND = "support.split"

    class Because(models.TextChoices):
        BY_HAND = "by_hand", _("by hand")
        UNHAPPY = "unhappy", _("more unhappy customers than chance explains")
        FAILURES = "failures", _("the candidate failed to answer too often")
        CANDIDATE_ENDED = "candidate_ended", _("the candidate ended")

    candidate = models.ForeignKey("Candidate", on_delete=models.CASCADE, related_name="splits")
    share = models.FloatField(_("share of visitors whom the candidate answers"))
    is_open = models.BooleanField(default=True)
    receivers = models.ManyToManyField("outbox.Endpoint", blank=True, related_name="+", verbose_name=_("receivers"))
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=20, choices=Because.choices, blank=True)
    evidence = models.JSONField(default=dict, blank=True, help_text=_("The figures that stopped it."))

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["is_open"], condition=models.Q(is_open=True), name="one_open_split"),
            models.CheckConstraint(
                condition=models.Q(share__gte=0.05, share__lte=0.95), name="split_leaves_both_sides"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.share:.0%}"


class Exposure(models.Model):
    """The first answer of a visitor in an experiment; later ones change nothing."""

    split = models.ForeignKey(Split, on_delete=models.CASCADE, related_name="exposures")
    visitor = models.ForeignKey("Visitor", on_delete=models.CASCADE, related_name="exposures")
    treated = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["split", "visitor"], name="one_exposure_a_visitor")]

    def __str__(self) -> str:
        return f"{self.visitor_id} in {self.split_id}"


class Treated(models.Model):
    """An answer that was the candidate's to give. Where it failed, what is in force answered instead."""

    split = models.ForeignKey(Split, on_delete=models.CASCADE, related_name="answers")
    trace = models.OneToOneField("Trace", on_delete=models.CASCADE, related_name="treated")
    failed = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["split", "failed"])]

    def __str__(self) -> str:
        return f"{self.trace_id} in {self.split_id}"
