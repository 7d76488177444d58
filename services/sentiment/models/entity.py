"""Who is watched: companies and people, under all the names they are written by."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class KeptManager(models.Manager["Entity"]):
    """Without those that were removed and can still be brought back."""

    def get_queryset(self) -> models.QuerySet["Entity"]:
        return super().get_queryset().filter(deleted_at=None)


class Entity(models.Model):
    """A company, person or product of the desk's dictionary."""

    key = models.SlugField(_("key"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_zh = models.CharField(_("Chinese name"), max_length=200, blank=True)
    ticker = models.CharField(_("ticker"), max_length=24, blank=True)
    sector = models.CharField(_("sector"), max_length=100, blank=True)
    peers = models.ManyToManyField("self", blank=True, verbose_name=_("competitors"))
    watched = models.BooleanField(_("watched"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True, blank=True, help_text=_("Removed, and can still be brought back."))

    objects: ClassVar[models.Manager["Entity"]] = KeptManager()
    everything: ClassVar[models.Manager["Entity"]] = models.Manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = _("entities")

    def __str__(self) -> str:
        return self.name


class Alias(models.Model):
    """A name the entity is written by. `needs` holds words of which one must stand in the text too."""

    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="aliases")
    text = models.CharField(_("alias"), max_length=200)
    case_sensitive = models.BooleanField(_("case matters"), default=False)
    needs = models.JSONField(_("only beside"), default=list, blank=True)

    class Meta:
        ordering = ["text"]
        verbose_name_plural = _("aliases")
        constraints = [models.UniqueConstraint(fields=["entity", "text"], name="one_alias_per_entity")]

    def __str__(self) -> str:
        return self.text


class Mention(models.Model):
    """An entity in an article. `spans` are [start, end] offsets into the article's `read_text`."""

    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="mentions")
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="mentions")
    spans = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "entity"], name="one_mention_per_article")]

    def __str__(self) -> str:
        return f"{self.entity} in {self.article}"
