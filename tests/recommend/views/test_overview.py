"""The overview names the experiments that run, and what they say."""

import shutil
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from services.recommend import models
from services.recommend.actions import experiments
from tests.recommend import shop
from tests.recommend.actions.test_shadowing import publish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shop(db: None) -> None:
    shop.stock(12)


def page(client: Client) -> str:
    return client.get("/overview/").content.decode()


def test_without_an_experiment_it_says_what_one_is_for(analyst_client: Client) -> None:
    text = page(analyst_client)
    assert "No experiment runs" in text
    assert '<a class="button" href="/experiments/">' in text


def test_one_that_runs_is_told_with_its_day_and_its_verdict(analyst_client: Client) -> None:
    running = experiments.start(key="halves", control="text", treatment="popular", outcome="purchase")
    experiments.end(experiment=experiments.start(key="over", control="text", treatment="text", surface="cart"))
    began = timezone.now() - timedelta(days=6, hours=1)
    models.Experiment.objects.filter(pk=running.pk).update(started_at=began)
    text = page(analyst_client)
    assert '<a class="strong" href="/experiments/#experiment-halves">halves</a>' in text
    assert "day 7" in text
    assert "Not known yet: 0 of at least 100 users count so far." in text
    assert "over</a>" not in text
    bought = [(number, number % 2 == 0) for number in range(400)]
    models.Exposure.objects.bulk_create(
        models.Exposure(experiment=running, user=f"user{number}", treated=treated, at=began)
        for number, treated in bought
    )
    for number, treated in bought[:200]:
        if treated:
            shop.act(f"user{number}", ["i001"], kind="purchase", minutes_ago=6 * 24 * 60)
    assert "Known: the treatment gets more users to buy." in page(analyst_client)
    assert 'id="experiment-halves"' in analyst_client.get("/experiments/").content.decode()


def test_one_whose_version_is_gone_stands_still(analyst_client: Client) -> None:
    publish("interest", live=True)
    publish("fresh", live=False)
    experiments.start(key="halves", control="in_force", treatment="ranker@2")
    assert "Stands still" not in page(analyst_client)
    shutil.rmtree(settings.RANKERS_DIR / "ranker" / "2")
    assert "Stands still: a version is gone" in page(analyst_client)
