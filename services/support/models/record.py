"""The company's records: intents with their answers, examples, and question–answer pairs."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from services.support.models.choices import Split


class ImportBatch(models.Model):
    """One import, whole or not at all, with what was wrong in it by row."""

    class Kind(models.TextChoices):
        EXAMPLES = "examples", _("Labelled questions")
        INTENTS = "intents", _("Intents and templates")
        PAIRS = "pairs", _("Questions and answers")
        CONVERSATIONS = "conversations", _("Past conversations")
        CASES = "cases", _("Evaluation cases")
        KNOWLEDGE = "knowledge", _("Articles")
        CANNED = "canned", _("Canned answers")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    filename = models.CharField(max_length=300)
    content_hash = models.CharField(max_length=64)
    accepted = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    errors = models.JSONField(default=list, help_text=_("Objects with row, field, message and remedy."))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.filename


class Intent(models.Model):
    """Something customers want, under a stable name."""

    name = models.SlugField(_("name"), max_length=100, unique=True)
    title = models.JSONField(_("titles by language"), default=dict)
    description = models.TextField(_("description"), blank=True)
    slots = models.JSONField(_("slot values"), default=dict, blank=True)
    enabled = models.BooleanField(_("enabled"), default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AnswerTemplate(models.Model):
    """The best answer to an intent in one language, valid for a time."""

    intent = models.ForeignKey(Intent, on_delete=models.CASCADE, related_name="templates")
    language = models.CharField(_("language"), max_length=12)
    text = models.TextField(_("text"), help_text=_("Slots are written {like_this}."))
    valid_from = models.DateTimeField(_("valid from"), null=True, blank=True)
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["intent", "language", "-valid_from"]

    def __str__(self) -> str:
        return f"{self.intent} ({self.language})"

    def is_valid(self, moment: datetime) -> bool:
        return (self.valid_from is None or self.valid_from <= moment) and (
            self.valid_until is None or moment < self.valid_until
        )

    @property
    def filled(self) -> str:
        """The text with its slots filled. Importing has checked that each slot has a value."""
        return self.text.format_map(self.intent.slots)


class Example(models.Model):
    """A masked question with its intent; without one it is known to be out of scope."""

    intent = models.ForeignKey(Intent, null=True, blank=True, on_delete=models.CASCADE, related_name="examples")
    text = models.TextField(_("question"))
    text_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=12)
    split = models.CharField(max_length=12, choices=Split.choices, default=Split.TRAIN)
    batch = models.ForeignKey(ImportBatch, null=True, blank=True, on_delete=models.CASCADE)
    visitor = models.ForeignKey("Visitor", null=True, blank=True, on_delete=models.CASCADE, related_name="examples")
    correction = models.ForeignKey(
        "Correction", null=True, blank=True, on_delete=models.CASCADE, related_name="examples"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["intent", "split"])]

    def __str__(self) -> str:
        return self.text[:80]


class TrainingPair(models.Model):
    """A masked question and the best answer to it: a chunk where one is known, else a text."""

    question = models.TextField(_("question"))
    question_hash = models.CharField(max_length=64, db_index=True)
    answer = models.TextField(_("answer"))
    document_key = models.CharField(max_length=500, blank=True)
    heading = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=12)
    split = models.CharField(max_length=12, choices=Split.choices, default=Split.TRAIN)
    batch = models.ForeignKey(ImportBatch, null=True, blank=True, on_delete=models.CASCADE)
    visitor = models.ForeignKey("Visitor", null=True, blank=True, on_delete=models.CASCADE, related_name="pairs")
    correction = models.ForeignKey("Correction", null=True, blank=True, on_delete=models.CASCADE, related_name="pairs")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["question_hash", "document_key", "heading"], name="one_pair_per_question_and_place"
            ),
        ]

    def __str__(self) -> str:
        return self.question[:80]
