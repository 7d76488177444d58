"""Texts are embedded once, and again when they change; a real encoder of two small layers."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from services.recommend import models, tasks
from services.recommend.actions import catalogue, vectors
from services.recommend.actions.lock import alone
from shared.engines import forget_engines

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_engine(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.MODELKIT_URL = ""
    settings.MODELKIT_REGISTRY, settings.MODELKIT_INDEXES = str(tmp_path / "models"), str(tmp_path / "indexes")
    forget_engines()
    yield
    forget_engines()


def test_each_text_is_embedded_once_and_again_when_it_changes(tiny_backbone: Path) -> None:
    encoder = str(tiny_backbone)
    catalogue.save_items([{"key": "a", "title": "Bread"}, {"key": "b", "title": "Tea"}, {"key": "silent"}])
    seen: list[tuple[int, int]] = []
    assert vectors.embed_new(encoder=encoder, progress=lambda *told: seen.append(told)) == 2
    assert seen == [(2, 2)]
    assert vectors.embed_new(encoder=encoder) == 0
    first = bytes(models.ItemVector.objects.get(item="a").vector)
    assert np.linalg.norm(np.frombuffer(first, dtype=np.float16)) == pytest.approx(1.0, abs=0.01)
    catalogue.save_items([{"key": "a", "title": "Rye bread"}, {"key": "b", "title": "Tea", "price": 3}])
    assert vectors.embed_new(encoder=encoder) == 1
    assert bytes(models.ItemVector.objects.get(item="a").vector) != first
    assert vectors.embed_new(encoder=encoder) == 0


def test_a_text_is_read_although_what_changed_it_ended_after_a_later_reading(tiny_backbone: Path) -> None:
    catalogue.save_items([{"key": "a", "title": "Bread"}])
    vectors.embed_new(encoder=str(tiny_backbone))
    before = timezone.now() - timedelta(hours=1)
    models.Item.objects.filter(key="a").update(title="Rye bread", updated_at=before)
    assert vectors.embed_new(encoder=str(tiny_backbone)) == 1
    assert vectors.embed_new(encoder=str(tiny_backbone)) == 0


def test_each_part_of_a_long_run_says_when_it_was_written(tiny_backbone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "_AT_ONCE", 1)
    catalogue.save_items([{"key": "a", "title": "Bread"}, {"key": "b", "title": "Tea"}])
    moments: list[datetime] = []
    vectors.embed_new(encoder=str(tiny_backbone), progress=lambda _done, _total: moments.append(timezone.now()))
    first, second = models.ItemVector.objects.order_by("item").values_list("read_at", flat=True)
    assert first < moments[0] < second


@pytest.mark.django_db(transaction=True)
def test_by_the_clock_nothing_is_embedded_while_somebody_is_at_it(
    tiny_backbone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "BACKBONE", str(tiny_backbone))
    catalogue.save_items([{"key": "a", "title": "Bread"}])
    held, done = threading.Event(), threading.Event()
    other = threading.Thread(target=_hold, args=(held, done))
    other.start()
    assert held.wait(10)
    tasks.embed_new_items()
    assert not models.ItemVector.objects.exists()
    # Whoever needs all texts waits instead, and finds done what was done meanwhile.
    waiting = threading.Thread(target=_embed, args=(str(tiny_backbone),))
    waiting.start()
    waiting.join(0.2)
    assert waiting.is_alive()
    done.set()
    other.join(10)
    waiting.join(30)
    assert models.ItemVector.objects.count() == 1


def _hold(held: threading.Event, done: threading.Event) -> None:
    with alone("vectors"):
        held.set()
        done.wait(10)
    connection.close()


def _embed(encoder: str) -> None:
    vectors.embed_new(encoder=encoder)
    connection.close()
