"""What is told of lists and pages is what was counted by hand, and what may flatter is named."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from modelkit.registry import Card, Registry
from services.recommend import models
from services.recommend.actions import evaluating
from services.recommend.actions.evaluating.notes import worded
from services.recommend.actions.ranking import load_shelf
from services.recommend.actions.ranking.features import NAMES
from services.recommend.actions.ranking.learned import LearnedRanker, Weights
from services.recommend.actions.ranking.rankers import NAME, forget_ranker
from services.recommend.queries import histories
from services.recommend.queries.histories import LONGEST
from tests.recommend import shop

pytestmark = pytest.mark.django_db
DAY = 24 * 60.0


def ignore(stage: str, done: int, total: int) -> None:
    """Progress nobody watches."""


def measured(count: int = 1) -> models.Evaluation:
    return evaluating.evaluate(report=ignore, count=count)


def leaks(done: models.Evaluation) -> dict[str, int]:
    return {note["kind"]: note["count"] for note in done.notes if note["code"] == "leak"}


@pytest.fixture
def shelf() -> None:
    """Five users; on the last day three of them open something new, Una from a page of four."""
    shop.stock()
    # Nothing was written since.
    models.Item.objects.update(updated_at=timezone.now() - timedelta(days=30))
    for user, items in {"una": ["i010"], "udo": ["i010"], "uma": ["i010", "i020"], "uwe": ["i030"]}.items():
        shop.act(user, items, minutes_ago=2 * DAY)
    shop.act("warm", [f"i{number:03d}" for number in range(31, 37)], minutes_ago=2 * DAY)
    for place, item in enumerate(["i030", "i020", "i012", "i011"], 1):
        shop.act("una", [item], kind="impression", position=place, request="page", minutes_ago=20)
    shop.act("una", ["i020"], request="page")
    shop.act("uwe", ["i010"])
    shop.act("warm", ["i020"])


def newest(done: models.Evaluation, name: str) -> dict[str, Any]:
    told: dict[str, Any] = done.results["slices"][name]["systems"]["newest"]
    return told


def test_what_lists_are_like(shelf: None) -> None:
    """The newest ten of 39, what a user knows left out: only Uwe is listed what anybody had opened."""
    done = measured()
    told = {name: one["value"] for name, one in newest(done, "all")["lists"].items()}
    assert told["arp@10"] == pytest.approx((0 + 0.06 + 0.06) / 3)
    assert told["arp of opened"] == pytest.approx((0.2 + 0.6 + 0.2) / 3)
    bits = np.log2(6)
    assert told["novelty@10"] == pytest.approx((bits * 10 + 2 * (9 * bits - np.log2(4 / 6))) / 30)
    shelf_then = load_shelf(as_of=timezone.now() - timedelta(days=1), whole=True)
    own = shelf_then.vectors[[shelf_then.places[f"i{number:03d}"] for number in range(1, 11)]]
    pairs = 1 - (own @ own.T)[np.triu_indices(10, k=1)]
    assert newest(done, "warm")["lists"]["ild@10"]["value"] == pytest.approx(pairs.mean(), abs=1e-5)


def test_each_slice_has_the_coverage_of_its_own_lists(shelf: None) -> None:
    done = measured()
    covered = {name: newest(done, name)["coverage"] for name in ("all", "cold", "warm")}
    assert covered == pytest.approx({"all": 11 / 39, "cold": 11 / 39, "warm": 10 / 39})
    assert done.results["slices"]["cold"]["people"] == 2


def test_pages_are_put_in_order_as_they_were_shown(shelf: None) -> None:
    """The newest first: what Una opened is third of four. Without a response, nothing is a page."""
    done = measured()
    told = newest(done, "all")["pages"]
    assert told.pop("count") == 1
    assert {name: one["value"] for name, one in told.items()} == pytest.approx(
        {"auc": 1 / 3, "mrr": 1 / 3, "ndcg@10": 0.5}
    )
    assert newest(done, "warm")["pages"] == {"count": 0}


def test_nothing_leaks_from_windows_as_they_should_be(shelf: None) -> None:
    assert leaks(measured()) == {}


def test_what_was_opened_before_it_was_published_is_counted(shelf: None) -> None:
    models.Item.objects.filter(key__in=["i010", "i030"]).update(published_at=timezone.now() - timedelta(days=1.5))
    assert leaks(measured()) == {"opened before published": 2}


def test_what_was_opened_further_back_than_histories_reach_is_counted(
    shelf: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(histories, "FURTHEST", LONGEST)
    shop.act("warm", ["i039"], minutes_ago=5 * DAY)
    long_ago = timezone.now() - timedelta(days=3)
    models.Event.objects.bulk_create(
        models.Event(id=f"again-{number}", user="warm", item="i038", kind="browse", at=long_ago, digest=0)
        for number in range(LONGEST)
    )
    shop.act("warm", ["i039"], kind="like")
    assert leaks(measured()) == {"own past": 1}


def test_what_the_catalogue_said_before_is_not_known(shelf: None) -> None:
    models.Item.objects.filter(key__in=["i001", "i002"]).update(updated_at=timezone.now())
    done = measured()
    assert leaks(done) == {"written later": 2}
    assert not evaluating.is_weighty(done.notes[-1])


def test_a_version_is_not_asked_about_what_it_learnt_from(shelf: None, settings: Settings, tmp_path: Path) -> None:
    LearnedRanker("", Weights([0.0] * len(NAMES), [1.0] * len(NAMES), [1.0] * len(NAMES), 0.0)).save(tmp_path)
    Card(task="rank").write(tmp_path)
    Registry(settings.RANKERS_DIR).publish(NAME, tmp_path, promote="always")
    forget_ranker()
    shop.act("una", ["i031"], minutes_ago=4.5 * DAY)
    assert leaks(measured(count=evaluating.WINDOWS)) == {}
    # A day more, and it is measured on what it was chosen by.
    assert leaks(measured(count=evaluating.WINDOWS + 1)) == {"learnt from": 1}
    forget_ranker()


def test_notes_are_kept_as_codes_and_told_in_words(shelf: None, analyst_client: Client) -> None:
    done = measured()
    assert [(note["slice"], note["users"]) for note in done.notes] == [("cold", 2), ("warm", 1)]
    page = analyst_client.get("/quality/").content.decode()
    assert all(worded(note) in page for note in done.notes)
    # Those of evaluations from before there were codes.
    models.Evaluation.objects.update(notes=["Fewer than 50 cold users: read their figures with care."])
    page = analyst_client.get("/quality/").content.decode()
    assert page.count("Fewer than 50 cold users") == 1


def test_the_page_tells_leads_in_words_and_names_its_columns(shelf: None, analyst_client: Client) -> None:
    done = measured()
    for system, (low, high) in {"text": (0.1, 0.3), "newest": (-0.3, -0.1)}.items():
        done.results["slices"]["all"]["systems"][system]["against_baseline"] = {"value": 0.2, "low": low, "high": high}
    done.save()
    page = analyst_client.get("/quality/").content.decode()
    words = ("Known: better", "Known: worse", "Not known yet", "Novelty, bits", "What the figures mean", "opened: 1")
    for word in words:
        assert word in page
    assert "<th>" not in page
    # One from before lists were told.
    for part in done.results["slices"].values():
        for figures in part["systems"].values():
            del figures["lists"], figures["pages"]
        del part["people"]
    done.save()
    page = analyst_client.get("/quality/").content.decode()
    assert "users and days" in page
    assert "Novelty, bits" not in page


def test_the_command_prints_everything_that_is_measured(shelf: None) -> None:
    out = StringIO()
    call_command("evaluate", "--windows", "1", stdout=out)
    said = out.getvalue()
    assert "all: 3 users and days" in said
    for word in ("ndcg@10", "ild@10", "novelty@10", "arp@10", "arp of opened", "coverage", "auc", "mrr"):
        assert word in said
    assert "Fewer than 50 warm users" in said
