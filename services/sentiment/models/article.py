"""What was written: articles, and the stories that several of them tell."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from services.sentiment.models.choices import DateFrom


class Story(models.Model):
    """One event, however many outlets wrote about it."""

    title = models.CharField(_("title"), max_length=500)
    language = models.CharField(max_length=12)
    first_seen_at = models.DateTimeField(db_index=True)
    last_seen_at = models.DateTimeField(db_index=True)
    articles_count = models.PositiveIntegerField(default=0)
    groups_count = models.PositiveIntegerField(default=0, help_text=_("Outlet groups that told it."))
    centroid = models.BinaryField(default=bytes, help_text=_("Mean unit vector, float32."))

    class Meta:
        ordering = ["-last_seen_at", "-id"]
        verbose_name_plural = _("stories")

    def __str__(self) -> str:
        return self.title


class Article(models.Model):
    """One text as one outlet published it. Stored once per canonical address."""

    source = models.ForeignKey("Source", null=True, blank=True, on_delete=models.SET_NULL, related_name="articles")
    group = models.CharField(_("outlet group"), max_length=200, help_text=_("As it was when the article came in."))
    url = models.CharField(_("address"), max_length=2000)
    canonical_url = models.CharField(max_length=2000)
    url_hash = models.CharField(max_length=64, unique=True, help_text=_("SHA-256 of the canonical address."))
    content_hash = models.CharField(max_length=64, db_index=True)
    title = models.CharField(_("title"), max_length=500)
    text = models.TextField(_("text"), blank=True)
    author = models.CharField(_("author"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=12)
    published_at = models.DateTimeField(_("published"), db_index=True)
    published_from = models.CharField(max_length=12, choices=DateFrom.choices, default=DateFrom.FETCHED)
    published_confidence = models.FloatField(default=0.0)
    provenance = models.JSONField(default=dict, help_text=_("Where each field was found, with its confidence."))
    fetched_at = models.DateTimeField(default=timezone.now, db_index=True)
    signature = models.BinaryField(default=bytes, help_text=_("MinHash, uint32."))
    duplicate_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="duplicates"
    )
    story = models.ForeignKey(Story, null=True, blank=True, on_delete=models.SET_NULL, related_name="articles")
    judged_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["-published_at", "-id"]
        indexes = [models.Index(fields=["source", "-published_at"])]

    def __str__(self) -> str:
        return self.title

    @property
    def read_text(self) -> str:
        """What models read: the title, then the text."""
        return f"{self.title}\n{self.text}".strip()
