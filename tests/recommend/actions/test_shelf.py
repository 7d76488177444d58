"""The shelf of a process follows the catalogue, and a large one is loaded while the one before answers."""

import threading
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.utils import timezone

from services.recommend import models
from services.recommend.actions.ranking import current_shelf, forget_shelf, keeping
from services.recommend.actions.ranking.refreshing import Seen
from tests.recommend import shop


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(keeping, "_TRUST_SECONDS", 0.0)
    yield
    forget_shelf()


def _add(key: str) -> None:
    models.Item.objects.create(key=key, title=key, updated_at=timezone.now())


@pytest.mark.django_db
def test_a_new_item_is_on_the_shelf_at_once() -> None:
    shop.stock(5)
    assert "new" not in current_shelf().places
    _add("new")
    assert "new" in current_shelf().places


@pytest.mark.django_db(transaction=True)
def test_a_large_shelf_answers_while_the_next_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_SMALL", 2)
    shop.stock(5)
    before = current_shelf()
    _add("new")
    go, real = threading.Event(), keeping.see_again

    def slow(seen: Seen, *, now: datetime) -> Seen:
        assert go.wait(10)
        return real(seen, now=now)

    monkeypatch.setattr(keeping, "see_again", slow)
    assert current_shelf() is before
    assert current_shelf() is before
    go.set()
    for thread in threading.enumerate():
        if thread.name.endswith("(_look_aside)"):
            thread.join(10)
    assert "new" in current_shelf().places
