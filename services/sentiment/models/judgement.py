"""What a model thought of an article, and what people say is right."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from services.sentiment.models.choices import Sentiment, Split


class Judgement(models.Model):
    """One model version's verdict: of the whole article where `entity` is empty, else of that entity in it.

    The newest version's rows are `current`; older ones stay, so that an alert can be reproduced.
    """

    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="judgements")
    entity = models.ForeignKey("Entity", null=True, blank=True, on_delete=models.CASCADE, related_name="judgements")
    model_version = models.CharField(max_length=120, help_text=_("name@version, as the registry calls it."))
    sentiment = models.CharField(max_length=8, choices=Sentiment.choices)
    probabilities = models.JSONField(default=dict, help_text=_("Calibrated, by sentiment."))
    topic = models.CharField(max_length=60, blank=True)
    topic_probability = models.FloatField(null=True, blank=True)
    accepted = models.BooleanField(default=True, help_text=_("Whether the model's gate trusts it."))
    current = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["article", "entity"]
        indexes = [models.Index(fields=["entity", "current"]), models.Index(fields=["article", "current"])]
        constraints = [
            models.UniqueConstraint(fields=["article", "entity", "model_version"], name="one_judgement_per_version"),
            models.UniqueConstraint(
                fields=["article", "model_version"],
                condition=models.Q(entity=None),
                name="one_judgement_of_the_whole_per_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sentiment} ({self.model_version})"


class LabelBatch(models.Model):
    """One import of labelled texts, whole or not at all."""

    filename = models.CharField(max_length=300)
    layout = models.CharField(max_length=20)
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


class Label(models.Model):
    """What people say about a text, or about one entity in it: what the models learn from."""

    text = models.TextField(_("text"))
    entity_name = models.CharField(_("entity"), max_length=200, blank=True)
    entity = models.ForeignKey("Entity", null=True, blank=True, on_delete=models.SET_NULL, related_name="labels")
    text_hash = models.CharField(max_length=64, help_text=_("SHA-256 of text and entity."), unique=True)
    sentiment = models.CharField(_("sentiment"), max_length=8, choices=Sentiment.choices, blank=True)
    topic = models.CharField(_("topic"), max_length=60, blank=True)
    language = models.CharField(max_length=12)
    split = models.CharField(max_length=12, choices=Split.choices, default=Split.TRAIN)
    article = models.ForeignKey("Article", null=True, blank=True, on_delete=models.SET_NULL, related_name="labels")
    batch = models.ForeignKey(LabelBatch, null=True, blank=True, on_delete=models.CASCADE, related_name="labels")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    reviewed_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When somebody upheld it although a model says otherwise.")
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:80]
