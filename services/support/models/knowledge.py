"""Articles, their versions, and the chunks that answers cite."""

from collections.abc import Sequence

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def indexed(title: str, heading_path: Sequence[str], text: str) -> str:
    """A passage as it is embedded and searched, under its title and headings."""
    return "\n".join([" › ".join([title, *heading_path]), text])


class Document(models.Model):
    """One article or FAQ page, known by the key of its source (a path, an address)."""

    key = models.CharField(_("source key"), max_length=500, unique=True)
    title = models.CharField(_("title"), max_length=500)
    language = models.CharField(_("language"), max_length=12, db_index=True)
    url = models.URLField(_("public address"), max_length=1000, blank=True)
    tags = models.JSONField(_("tags"), default=list, blank=True)
    current = models.ForeignKey(
        "DocumentVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="current_of"
    )
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        ordering = ["title", "id"]

    def __str__(self) -> str:
        return self.title


class DocumentVersion(models.Model):
    """One state of a document. Never edited: a change is a new version."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    content_hash = models.CharField(max_length=64)
    body = models.TextField(_("text"), help_text=_("Markdown, as parsed from the source."))
    media_type = models.CharField(max_length=100)
    filename = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    batch = models.ForeignKey(
        "ImportBatch", null=True, blank=True, on_delete=models.SET_NULL, related_name="article_versions"
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        ordering = ["document", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="one_number_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.document} v{self.number}"


class Chunk(models.Model):
    """A passage under one heading path. Immutable; lives from `born` until `retired`.

    A chunk that a new version leaves unchanged stays the same row, so that re-ingesting embeds
    only what changed and old citations keep resolving.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="chunks")
    born = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, related_name="chunks_born")
    retired = models.ForeignKey(
        DocumentVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="chunks_retired"
    )
    live = models.BooleanField(default=True, db_index=True)
    position = models.PositiveIntegerField()
    heading_path = models.JSONField(default=list)
    text = models.TextField()
    text_hash = models.CharField(max_length=64, db_index=True)
    language = models.CharField(max_length=12)

    class Meta:
        ordering = ["document", "position"]
        indexes = [models.Index(fields=["document", "live"])]

    def __str__(self) -> str:
        return " › ".join([self.document.title, *self.heading_path])

    @property
    def indexed_text(self) -> str:
        """What is embedded and searched: the passage under its title and headings."""
        return indexed(self.document.title, self.heading_path, self.text)
