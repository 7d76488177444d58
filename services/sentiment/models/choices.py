"""The closed vocabularies that rows, alerts and pages share."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sentiment(models.TextChoices):
    NEGATIVE = "negative", _("Negative")
    NEUTRAL = "neutral", _("Neutral")
    POSITIVE = "positive", _("Positive")


class Split(models.TextChoices):
    TRAIN = "train", _("Train")
    VALIDATION = "validation", _("Validation")
    TEST = "test", _("Test")


class SourceKind(models.TextChoices):
    """How a source is read. Each value is the name of one spider, `crawler/spiders/<value>.py`."""

    FEED = "feed", _("RSS, Atom or JSON feed")
    SITEMAP = "sitemap", _("News sitemap")
    LISTING = "listing", _("Web page that lists articles")
    JSON_API = "json_api", _("JSON API")
    THREAD = "thread", _("Comments or forum thread")
    ARCHIVE = "archive", _("Uploaded archive")


class DateFrom(models.TextChoices):
    """Where a publication time was found, most trustworthy first."""

    FEED = "feed", _("Feed")
    STRUCTURED = "structured", _("Structured data of the page")
    META = "meta", _("Head of the page")
    PAGE = "page", _("Text of the page")
    FETCHED = "fetched", _("Time of fetching")


class Severity(models.TextChoices):
    INFO = "info", _("Info")
    WARNING = "warning", _("Warning")
    CRITICAL = "critical", _("Critical")
