"""The ranker learns what readers like, beats the simple ways, and goes live through the gate."""

import json
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from modelkit.registry import Card, Registry
from services.recommend import models
from services.recommend.actions import evaluating, model_versions, serving, training
from services.recommend.actions.ranking import choose, current_shelf, forget_shelf
from services.recommend.actions.ranking.features import NAMES
from services.recommend.actions.ranking.rankers import NAME, current_ranker
from services.recommend.actions.training.examples import Examples
from services.recommend.actions.training.fitting import auroc, fit
from services.recommend.errors import JobRuns
from services.recommend.queries.histories import histories, history
from services.recommend.sample.magazine.readers import affinity, readers
from services.recommend.sample.magazine.writing import articles
from shared.errors import InputRefused
from shared.jobs.models import Job
from shared.training.versions import PromotionRefused
from tests.recommend.readers import open_magazine

pytestmark = pytest.mark.django_db


def ignore(stage: str, done: int, total: int) -> None:
    """Progress nobody watches."""


@pytest.fixture
def trained(db: None) -> None:
    forget_shelf()
    open_magazine()
    assert training.train(report=ignore)["promoted"]


def test_the_ranker_recommends_what_readers_truly_like(trained: None) -> None:
    """The simulation knows everybody's interests, which the ranker was never told."""
    ranker, shelf = current_ranker(), current_shelf()
    assert ranker.version == "ranker@1"
    people = {one.key: one for one in readers()}
    stock = {one.key: one for one in articles(until=timezone.now())}
    known = [one for one in histories(sorted(people), until=timezone.now()) if len(one.items) >= 3]
    lists = choose(shelf, known, ranker, count=10)
    liked = [
        affinity(people[one.user], stock[pick.item]) for one, picks in zip(known, lists, strict=True) for pick in picks
    ]
    live = [stock[key] for key, here in zip(shelf.keys, shelf.live, strict=True) if here]
    chance = [affinity(people[one.user], article) for one in known for article in live]
    assert np.mean(liked) > 3 * np.mean(chance)


def test_it_beats_the_simple_ways_on_days_it_has_not_seen(trained: None) -> None:
    done = evaluating.evaluate(report=ignore)
    found = done.results["slices"]["all"]["systems"]
    assert list(found) == ["ranker@1", "text", "popular", "newest"]
    assert found["ranker@1"]["against_baseline"]["low"] > 0
    assert found["ranker@1"]["ndcg@10"]["value"] > found["newest"]["ndcg@10"]["value"]
    assert done.users == sum(done.results["slices"][name]["users"] for name in ("cold", "warm"))
    assert json.loads(json.dumps(done.results)) == done.results


def test_its_reasons_are_true(trained: None) -> None:
    """Without the item that is named, the recommended one would score less, and no other would cost it more."""
    ranker, shelf = current_ranker(), current_shelf()
    user = max(histories([one.key for one in readers()], until=timezone.now()), key=lambda one: len(one.items)).user
    told = [pick for pick in serving.recommend(user=user, count=20).picks if pick.reason["kind"] == "read"]
    assert len(told) > 10
    past = history(user)
    for pick in told:
        place = np.array([shelf.places[pick.item]])
        whole, without = ranker.scores(shelf, [past, past.without(pick.reason["item"])], [place] * 2)
        assert without[0] < whole[0]


def test_a_worse_version_is_held_back_and_the_live_one_stays(trained: None, tmp_path: Path) -> None:
    registry = Registry(django_settings.RANKERS_DIR)
    worse = tmp_path / "worse"
    worse.mkdir()
    (worse / "weights.json").write_bytes((registry.resolve(NAME) / "weights.json").read_bytes())
    Card(task="rank", metrics={"auroc": {"value": 0.51, "low": 0.5, "high": 0.52}}).write(worse)
    assert not registry.publish(NAME, worse).live
    newest = model_versions.list_versions().versions[0]
    assert (newest["number"], newest["live"], len(newest["refusals"])) == (2, False, 1)
    with pytest.raises(PromotionRefused, match="AUROC"):
        model_versions.promote_version(number=2)
    assert current_ranker().version == "ranker@1"
    model_versions.promote_version(number=2, force=True)
    assert current_ranker().version == "ranker@2"
    assert model_versions.roll_back() == 1
    assert current_ranker().version == "ranker@1"


def test_what_an_item_owes_to_its_place_is_not_taken_for_liking() -> None:
    """Half of the items stand high and are opened for it; the other half are liked."""
    rng = np.random.default_rng(0)
    count = 4_000
    features = np.zeros((count, len(NAMES)), dtype=np.float32)
    features[:, 0], position = rng.standard_normal(count), rng.integers(1, 20, count).astype(float)
    # What stands high happens to be popular.
    features[:, 2] = -np.log(position) + 0.5 * rng.standard_normal(count)
    odds = 1.5 * features[:, 0] - 1.5 * np.log(position)
    opened = (rng.random(count) < 1 / (1 + np.exp(-odds))).astype(float)
    examples = Examples(features, opened, position, rng.integers(0, 50, count))
    learned = dict(zip(("interest", "popularity"), [fit(examples).weights[place] for place in (0, 2)], strict=True))
    assert learned["interest"] > 1.0
    assert abs(learned["popularity"]) < 0.25
    assert auroc(fit(examples), examples).value > 0.65


def test_too_little_to_learn_from_is_said(db: None) -> None:
    with pytest.raises(InputRefused, match="impressions"):
        training.train(report=ignore)
    job = training.start_training()
    with pytest.raises(JobRuns):
        training.start_training()
    training.run_training_job(job_id=job.pk)
    job = Job.objects.get(pk=job.pk)
    assert (job.state, "impressions" in job.error) == ("failed", True)
    with pytest.raises(InputRefused, match="events"):
        evaluating.evaluate(report=ignore)


def test_machines_teach_nothing(trained: None) -> None:
    models.Profile.objects.update(flagged_at=timezone.now())
    with pytest.raises(InputRefused, match="impressions"):
        training.train(report=ignore)
