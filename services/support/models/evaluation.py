"""The company's own cases, and how each version answered them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.support.models.record import ImportBatch


class EvaluationCase(models.Model):
    """A question whose right outcome is known. Never trained on, but for those of corrections.

    A protected case must stay right: one that breaks holds a change back, whatever the others say.
    """

    class Expect(models.TextChoices):
        TEMPLATE = "template", _("This intent's template")
        ARTICLE = "article", _("An answer citing this article")
        HANDOVER = "handover", _("A person")

    question = models.TextField()
    question_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=12)
    expect = models.CharField(max_length=10, choices=Expect.choices)
    intent = models.CharField(max_length=100, blank=True)
    document_key = models.CharField(max_length=500, blank=True)
    must_contain = models.JSONField(default=list, blank=True)
    batch = models.ForeignKey(ImportBatch, null=True, blank=True, on_delete=models.CASCADE)
    protected = models.BooleanField(_("protected"), default=False)
    correction = models.ForeignKey("Correction", null=True, blank=True, on_delete=models.CASCADE, related_name="cases")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.question[:80]


class EvaluationRun(models.Model):
    """One pass over the cases with the versions then in force, against the last pass that was accepted."""

    metrics = models.JSONField(default=dict)
    outcomes = models.JSONField(default=list, blank=True)
    verdict = models.JSONField(default=dict, blank=True)
    accepted = models.BooleanField(default=False, help_text=_("Later passes are compared with it."))
    failures = models.JSONField(default=list)
    versions = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"


class CaseOutcomes(models.Model):
    """What came of each case under one state of everything: kept so that a change is compared without asking twice."""

    state = models.CharField(max_length=64)
    outcomes = models.JSONField(default=list)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "case outcomes"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_row_of_outcomes")]

    def __str__(self) -> str:
        return self.state
