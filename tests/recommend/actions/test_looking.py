"""Staff who look at a user see what the user would get, and nothing is written of it."""

import json
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from services.recommend import models
from services.recommend.actions import batch, experiments, serving
from services.recommend.actions.ranking import forget_shelf
from tests.recommend import shop
from tests.recommend.actions.test_shadowing import publish

pytestmark = pytest.mark.django_db
Look = Callable[[], object]


@pytest.fixture(autouse=True)
def _shop(db: None) -> None:
    shop.stock()
    shop.act("buyer", ["i003", "i007"], minutes_ago=60)
    shop.act("ana", ["i001", "i005"])
    forget_shelf()


def printed() -> dict[str, object]:
    out = StringIO()
    call_command("recommend", "ana", stdout=out)
    found: dict[str, object] = json.loads(out.getvalue())
    return found


@pytest.fixture(params=["the page", "the command"])
def look(request: pytest.FixtureRequest, analyst_client: Client) -> Look:
    return printed if request.param == "the command" else lambda: analyst_client.get("/users/ana/")


def test_looking_exposes_nobody(look: Look) -> None:
    experiment = experiments.start(key="halves", control="text", treatment="popular")
    look()
    assert not experiment.exposures.exists()
    serving.recommend(user="ana")
    assert experiment.exposures.count() == 1


def test_looking_keeps_no_draft(look: Look) -> None:
    experiment = experiments.start(key="both", control="text", treatment="popular", design="interleave")
    look()
    assert not experiment.drafts.exists()
    serving.recommend(user="ana")
    assert experiment.drafts.count() == 1


def test_looking_watches_no_request(look: Look, settings: Settings) -> None:
    settings.SHADOW_PERCENT = 100
    publish("interest", live=True)
    publish("fresh", live=False)
    look()
    assert not models.Shadowed.objects.exists()
    serving.recommend(user="ana")
    assert models.Shadowed.objects.count() == 1


@pytest.mark.parametrize("share", [0.05, 0.95])
def test_what_is_looked_at_is_the_users_side(share: float) -> None:
    experiments.start(key="halves", control="text", treatment="popular", share=share)
    seen, got = printed(), serving.recommend(user="ana", count=batch.PER_USER).as_dict()
    treated = experiments.is_treated(experiment="halves", user="ana", share=share)
    assert seen["model_version"] == ("popular" if treated else "text")
    assert (seen["way"], seen["picks"]) == (got["way"], got["picks"])


def test_looking_at_an_interleaved_list_shows_both_sides() -> None:
    experiments.start(key="both", control="text", treatment="popular", design="interleave")
    assert (printed()["way"], printed()["model_version"]) == ("interleaved", "text + popular")
