"""Texts go when their time is over; counts and open alerts stay."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from services.sentiment import models
from services.sentiment.actions.retention import purge_old_articles
from tests.sentiment.press_rows import judged

pytestmark = pytest.mark.django_db


@pytest.fixture
def old(settings: Settings) -> models.Article:
    settings.ARTICLE_RETENTION_DAYS = 30
    judged("New", ago=timedelta(days=1))
    return judged("Old", ago=timedelta(days=31))


def purge() -> int:
    return purge_old_articles(now=timezone.now())


def test_what_is_too_old_goes_and_its_counts_stay(old: models.Article) -> None:
    assert (purge(), purge()) == (1, 0)
    assert [story.title for story in models.Story.objects.all()] == ["New"]
    assert sum(models.Bin.objects.values_list("total", flat=True)) == 2


def test_evidence_of_an_open_alert_waits_until_it_is_resolved(old: models.Article) -> None:
    alert = models.Alert.objects.create(
        rule_name="Many",
        fingerprint="f",
        series="s",
        severity="info",
        state="firing",
        first_bin=1,
        last_bin=1,
        started_at=timezone.now(),
        evidence={"articles": [old.pk]},
    )
    assert purge() == 0
    models.Alert.objects.filter(pk=alert.pk).update(state="resolved")
    assert purge() == 1


def test_without_the_setting_everything_is_kept(old: models.Article, settings: Settings) -> None:
    settings.ARTICLE_RETENTION_DAYS = 0
    assert purge() == 0
