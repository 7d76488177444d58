"""Where near duplicates are looked for: each article's signature in bands, of which copies share at least one."""

from django.db import models


class Band(models.Model):
    """One band of an article's MinHash. `key` hashes the band's number and values."""

    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="bands", db_index=False)
    key = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["key", "article"])]
        constraints = [models.UniqueConstraint(fields=["article", "key"], name="one_band_per_article")]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.key}"


class ErasedText(models.Model):
    """The hash of an address, or of words, that were erased on request: a later crawl must not bring them back."""

    digest = models.CharField(max_length=64, unique=True)
    erased_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.digest[:12]


class HostTurn(models.Model):
    """When a host may be asked next: what all crawling processes of all machines wait for."""

    host = models.CharField(max_length=255, unique=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.host} {self.next_at:%H:%M:%S}"
