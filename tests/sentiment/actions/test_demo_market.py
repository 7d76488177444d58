"""The demo's market is made once."""

from datetime import UTC, datetime

import pytest

from services.sentiment import models
from services.sentiment.actions import demo

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_sources_follow_the_press_to_another_port(db: None) -> None:
    demo.add_sources(press_url="http://127.0.0.1:8005")
    models.Source.objects.filter(name="Tradewind Wire").update(enabled=False)
    demo.add_sources(press_url="http://127.0.0.1:9005")
    source = models.Source.objects.get(name="Tradewind Wire")
    assert source.url == "http://127.0.0.1:9005/tradewind/latest"
    assert not source.enabled
    assert models.Source.objects.count() == 7


def test_the_past_is_read_by_the_models_once(desk: None) -> None:
    demo.add_sources(press_url="http://127.0.0.1:8005")
    said: list[tuple[int, int]] = []
    stored = demo.add_history(now=NOW, days=2, progress=lambda done, total: said.append((done, total)))
    assert stored == models.Article.objects.exclude(judged_at=None).count() == said[-1][1]
    assert models.Bin.objects.exists()
    assert demo.add_history(now=NOW, days=2, progress=lambda _done, _total: None) == 0


def test_rules_are_made_once_and_stay_as_people_left_them(db: None) -> None:
    demo.add_rules(receiver=None)
    models.Rule.objects.filter(name="Negative news in several houses").update(enabled=False)
    demo.add_rules(receiver=None)
    assert models.Rule.objects.count() == 2
    assert not models.Rule.objects.get(name="Negative news in several houses").enabled
