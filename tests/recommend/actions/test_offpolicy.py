"""What other ways would have been opened, told from the simulated readers' log, whose truth is known."""

from datetime import timedelta

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone

from services.recommend import models
from services.recommend.actions import evaluating, training
from services.recommend.actions.evaluating.offpolicy import Slot, estimate, slots
from services.recommend.actions.ranking import current_shelf, forget_shelf
from services.recommend.sample.magazine.readers import LOOKED_AT, affinity, readers
from services.recommend.sample.magazine.writing import articles
from tests.recommend.readers import open_magazine

pytestmark = pytest.mark.django_db
DAYS = 4


def ignore(stage: str, done: int, total: int) -> None:
    """Progress nobody watches."""


def truth(found: list[Slot]) -> dict[str, float]:
    """The mean chance that what each way would have drawn is opened, by what readers are known to like."""
    people = {one.key: one for one in readers()}
    by_key = {one.key: one for one in articles(until=timezone.now())}
    stock = [by_key[key] for key in current_shelf().keys]
    likes = {user: np.array([affinity(people[user], one) for one in stock]) for user in {one.user for one in found}}
    return {
        way: float(np.mean([LOOKED_AT[one.position - 1] * (one.chances[way] @ likes[one.user]) for one in found]))
        for way in found[0].chances
    }


def test_estimates_come_near_the_truth_and_the_page_says_what_is_known(analyst_client: Client) -> None:
    forget_shelf()
    open_magazine()
    training.train(report=ignore)
    now = timezone.now()
    found = list(slots(until=now, days=DAYS))
    assert all(own.sum() == pytest.approx(1.0) for slot in found for own in slot.chances.values())
    told, real = estimate(until=now, days=DAYS), truth(found)
    assert (list(told["ways"]), told["shown"]) == (["ranker@1", "text", "popular"], len(found))
    for way, estimates in told["ways"].items():
        assert estimates["robust"]["effective"] > evaluating.ENOUGH
        for name in ("snips", "robust"):
            one = estimates[name]["value"]
            # Within the interval, or so near that it makes no difference.
            assert one["low"] - 0.01 < real[way] < one["high"] + 0.01, (way, name, one, real)
    assert told["ways"]["ranker@1"]["robust"]["lead"]["low"] > 0
    models.Evaluation.objects.create(protocol=models.Evaluation.ROLLING, results={"baseline": "popular", "slices": {}})
    evaluating.estimate_ways(report=ignore)
    text = analyst_client.get("/quality/").content.decode()
    for word in ("What each way would have been opened", "doubly robust", "ranker@1", "Known: more"):
        assert word in text


def test_what_leaves_nothing_to_chance_and_what_machines_do_tells_nothing(analyst_client: Client) -> None:
    forget_shelf()
    open_magazine()
    until = timezone.now() - timedelta(days=1)
    told = estimate(until=until, days=1)
    assert list(told["ways"]) == ["text", "popular"]
    # Without a trained ranker no model is asked.
    assert all(found["robust"] is None for found in told["ways"].values())
    models.Impression.objects.update(propensity=1.0)
    told = estimate(until=until, days=1)
    assert (told["shown"], told["ways"]) == (0, {})
    assert told["certain"] > 100
    models.Evaluation.objects.create(protocol=models.Evaluation.ROLLING, results={"baseline": "popular", "slices": {}})
    evaluating.estimate_ways(report=ignore)
    text = analyst_client.get("/quality/").content.decode()
    assert "Nothing was shown by lot" in text
    assert "left out" in text
    models.Profile.objects.update(flagged_at=timezone.now())
    assert estimate(until=until, days=1)["certain"] == 0
