"""Texts are embedded once, and again when they change; a real encoder of two small layers."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytest_django import Settings

from services.recommend import models
from services.recommend.actions import catalogue, vectors
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
