"""What agents say should have been answered, and what became of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Correction(models.Model):
    """A question and its right answer, proposed by an agent, decided by an editor, and reversible.

    `undo` holds what was there before it went live, so that taking it back leaves no trace in answers.
    """

    class Kind(models.TextChoices):
        TEMPLATE = "template", _("An intent's answer")
        ARTICLE = "article", _("A section of an article")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("To be decided")
        CHECKING = "checking", _("Being checked")
        LIVE = "live", _("Live")
        HELD = "held", _("Held by the gate")
        REJECTED = "rejected", _("Rejected")
        UNDONE = "undone", _("Taken back")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PROPOSED)
    message = models.ForeignKey("Message", null=True, blank=True, on_delete=models.SET_NULL, related_name="corrections")
    visitor = models.ForeignKey("Visitor", null=True, blank=True, on_delete=models.CASCADE, related_name="corrections")
    gap = models.ForeignKey("Gap", null=True, blank=True, on_delete=models.SET_NULL, related_name="corrections")
    question = models.TextField(_("question"), help_text=_("Masked."))
    question_hash = models.CharField(max_length=64, db_index=True)
    language = models.CharField(_("language"), max_length=12)
    intent = models.CharField(_("intent"), max_length=100, blank=True)
    intent_title = models.CharField(_("title of a new intent"), max_length=200, blank=True)
    document_key = models.CharField(_("article"), max_length=500, blank=True)
    heading = models.CharField(_("heading"), max_length=300, blank=True)
    text = models.TextField(_("answer"), blank=True, help_text=_("Empty: the answer that is there already."))
    note = models.CharField(_("note"), max_length=500, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    verdict = models.JSONField(default=dict, blank=True, help_text=_("What the gate found, case by case."))
    undo = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    checking_since = models.DateTimeField(
        null=True, blank=True, help_text=_("A check whose worker was killed is called off after a while.")
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    live_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "-id"])]

    def __str__(self) -> str:
        """Never the question: logs keep this, and outlive a customer who is erased."""
        return f"{self.pk} → {self.intent or self.document_key}"
