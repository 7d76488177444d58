"""Where articles come from, and what each crawl did."""

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from services.sentiment.models.choices import SourceKind


class KeptSources(models.Manager["Source"]):
    """Without those that were removed and can still be brought back."""

    def get_queryset(self) -> models.QuerySet["Source"]:
        return super().get_queryset().filter(deleted_at=None)


class Source(models.Model):
    """One feed, page or archive, edited on the sources page. `options` belongs to its kind's spider."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=SourceKind.choices, default=SourceKind.FEED)
    url = models.URLField(_("address"), max_length=2000, blank=True)
    options = models.JSONField(_("options"), default=dict, blank=True)
    group = models.CharField(
        _("outlet group"),
        max_length=100,
        blank=True,
        help_text=_("Outlets of one house: a story counts once for all of them."),
    )
    language = models.CharField(_("language"), max_length=12, blank=True)
    enabled = models.BooleanField(_("enabled"), default=True)
    poll_seconds = models.PositiveIntegerField(
        _("seconds between visits"), default=300, validators=[MinValueValidator(15)]
    )
    next_crawl_at = models.DateTimeField(default=timezone.now, db_index=True)
    last_success_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    failures = models.PositiveIntegerField(default=0, help_text=_("Crawls in a row that ended in an error."))
    newest_item_at = models.DateTimeField(null=True, blank=True, help_text=_("The latest date of an item it listed."))
    slow = models.BooleanField(default=False, help_text=_("Its last visit did not fit into a short one."))
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True, help_text=_("Removed, and can still be brought back."))

    objects: ClassVar[models.Manager["Source"]] = KeptSources()
    everything: ClassVar[models.Manager["Source"]] = models.Manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def outlet_group(self) -> str:
        """A source without a group is a group of its own."""
        return self.group or self.name


class Crawl(models.Model):
    """One visit to a source. Visits of a `batch` share a process, and each has `longest_seconds` for itself."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="crawls")
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    batch = models.UUIDField(null=True, blank=True, editable=False)
    longest_seconds = models.PositiveIntegerField(default=480)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    seen = models.PositiveIntegerField(default=0, help_text=_("Items the source listed."))
    stored = models.PositiveIntegerField(default=0, help_text=_("Articles that were new."))
    duplicates = models.PositiveIntegerField(default=0)
    requests = models.PositiveIntegerField(default=0)
    not_modified = models.PositiveIntegerField(default=0)
    bytes_received = models.PositiveBigIntegerField(default=0)
    bytes_saved = models.PositiveBigIntegerField(default=0)
    newest_item_at = models.DateTimeField(null=True, blank=True)
    errors = models.JSONField(default=list, help_text=_("Objects with code, message, remedy and url."))

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [
            models.Index(fields=["source", "-started_at"]),
            # A few rows among millions, asked for every few seconds.
            models.Index(fields=["started_at"], condition=models.Q(state="running"), name="running_crawls"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.started_at:%Y-%m-%d %H:%M}"


class Fetch(models.Model):
    """One request as it happened: the log that proves politeness."""

    crawl = models.ForeignKey(Crawl, on_delete=models.CASCADE, related_name="fetches")
    host = models.CharField(max_length=255)
    url = models.CharField(max_length=2000)
    sent_at = models.DateTimeField()
    seconds = models.FloatField(default=0.0)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    bytes = models.PositiveBigIntegerField(default=0)
    robots = models.CharField(max_length=8, default="allowed", help_text=_("allowed, denied or robots."))
    required_delay = models.FloatField(default=0.0, help_text=_("Seconds the host asked for between requests."))
    retry_at = models.DateTimeField(null=True, blank=True, help_text=_("When a busy host allowed the next request."))

    class Meta:
        ordering = ["sent_at", "id"]
        indexes = [models.Index(fields=["host", "sent_at"])]

    def __str__(self) -> str:
        return f"{self.status} {self.url}"


class FeedState(models.Model):
    """What a host said about an address last time, so that unchanged pages are not sent again."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="feed_states")
    url = models.CharField(max_length=2000)
    url_hash = models.CharField(max_length=64)
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    bytes = models.PositiveBigIntegerField(default=0)
    checked_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "url_hash"], name="one_state_per_feed")]

    def __str__(self) -> str:
        return self.url


class RobotsFile(models.Model):
    """A site's robots.txt as it was last read, so that a poll a minute is not two requests a minute.

    `site` is its scheme, host and port.
    """

    site = models.CharField(max_length=300, unique=True)
    body = models.BinaryField(default=bytes)
    fetched_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.site
