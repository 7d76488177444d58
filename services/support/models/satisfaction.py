"""What customers say after a conversation."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Survey(models.Model):
    """The one row that says whether customers are asked, in which words, and who is told of the answers."""

    enabled = models.BooleanField(_("ask after a conversation"), default=True)
    question = models.JSONField(_("question by language"), default=dict, blank=True)
    asks_comment = models.BooleanField(_("ask for a comment, too"), default=True)
    receivers = models.ManyToManyField("outbox.Endpoint", blank=True, related_name="+", verbose_name=_("receivers"))

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_survey")]

    def __str__(self) -> str:
        return "survey"


class Rating(models.Model):
    """One customer's word on one conversation. Said again, the later word counts."""

    # Under which receivers are told.
    MESSAGE_KIND = "support.rating"

    conversation = models.OneToOneField("Conversation", on_delete=models.CASCADE, related_name="rating")
    score = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    comment = models.TextField(blank=True, help_text=_("Masked."))
    by_person = models.BooleanField(default=False, help_text=_("Whether a person answered in it."))
    language = models.CharField(max_length=12, blank=True)
    channel = models.CharField(max_length=10, help_text=_("widget or page"))
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(score__gte=1, score__lte=5), name="score_is_one_to_five"),
        ]

    def __str__(self) -> str:
        return f"{self.score}/5"
