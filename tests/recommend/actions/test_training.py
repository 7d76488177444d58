"""The ranker learns what readers like, beats the simple ways, and goes live through the gate."""

import json
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from services.recommend import models
from services.recommend.actions import evaluating, model_versions, serving, training
from services.recommend.actions.ranking import choose, current_shelf, forget_shelf
from services.recommend.actions.ranking.features import NAMES
from services.recommend.actions.ranking.learned import LearnedRanker, Weights
from services.recommend.actions.ranking.rankers import current_ranker, version_of
from services.recommend.actions.training import fitting, gate
from services.recommend.actions.training.examples import Examples, days, join, shown
from services.recommend.actions.training.fitting import auroc, fit
from services.recommend.errors import JobRuns
from services.recommend.queries.histories import histories, history
from services.recommend.sample.magazine.readers import affinity, readers
from services.recommend.sample.magazine.writing import articles
from shared.errors import InputRefused
from shared.jobs.models import Job
from shared.training.versions import NoSuchVersion, PromotionRefused
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


def test_a_version_that_lists_worse_is_held_back_though_it_tells_shown_from_shown_as_well(
    trained: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What buries the new is seen by ranking the whole shelf only."""
    good = fitting.fit_best
    monkeypatch.setattr(training.running, "fit_best", lambda *days: burying_the_new(good(*days)))
    done = training.train(report=ignore)
    assert (done["version"], done["promoted"], done["gate"]["against"]) == (2, False, "ranker@1")
    assert done["gate"]["difference"]["high"] < 0
    newest = model_versions.list_versions().versions[0]
    assert (newest["number"], newest["live"], newest["refusals"]) == (2, False, done["refusals"])
    with pytest.raises(PromotionRefused, match="nDCG@10"):
        model_versions.promote_version(number=2)
    assert current_ranker().version == "ranker@1"
    model_versions.promote_version(number=2, force=True)
    assert current_ranker().version == "ranker@2"
    # Beside another version than training compared with, it is measured then.
    model_versions.promote_version(number=1)
    assert current_ranker().version == "ranker@1"
    assert model_versions.roll_back() == 2
    with pytest.raises(NoSuchVersion):
        model_versions.promote_version(number=7)


def test_a_second_stage_is_used_only_where_it_lists_better_for_sure(
    trained: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranker = current_ranker()
    assert isinstance(ranker, LearnedRanker)
    plain = replace(ranker, second=None)
    good = training.second.learn(plain, shown_lately(), until=timezone.now(), days=20)
    assert good is not None
    upside_down = replace(good, out=-good.out)
    monkeypatch.setattr(training.second, "learn", lambda *_days, **_named: upside_down)
    done = training.train(report=ignore)
    assert (done["second"]["used"], done["second"]["difference"]["high"] < 0) == (False, True)
    assert training.second.tried(plain, upside_down, until=timezone.now(), days=4)[0] is plain
    newest = model_versions.list_versions().versions[0]
    assert newest["second"] == done["second"]
    rows = np.eye(len(NAMES), dtype=np.float32)
    version = version_of(done["version"])
    assert isinstance(version, LearnedRanker)
    assert np.array_equal(version.odds(rows), version.weights.odds(rows))


def shown_lately() -> Examples:
    return join(list(days(shown, until=timezone.now(), count=4)))


def burying_the_new(weights: Weights) -> Weights:
    own = dict(zip(NAMES, weights.weights, strict=True))
    return replace(weights, weights=list((own | {"fresh": -3.0 * abs(own["interest"])}).values()))


def test_the_first_version_is_held_against_texts(trained: None) -> None:
    verdict = gate.kept_verdict(1)
    assert verdict is not None
    assert (verdict.against, verdict.reasons) == ("text", [])
    assert verdict.difference.low > 0
    assert verdict.users > 100


def test_the_same_version_is_not_known_to_be_worse(trained: None) -> None:
    ranker = current_ranker()
    verdict = gate.judge(ranker, ranker, until=timezone.now())
    assert (verdict.difference.value, verdict.refused) == (0.0, False)


def test_without_anything_opened_no_version_goes_live(trained: None) -> None:
    ranker = current_ranker()
    verdict = gate.judge(ranker, ranker, until=timezone.now() + timedelta(days=30))
    assert verdict.refused
    assert "Nobody opened anything" in verdict.reasons[0]


def test_what_others_did_is_learnt_only_for_a_shelf_that_is_not_read_whole(
    trained: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert current_ranker().learnt is None
    monkeypatch.setattr(training.running, "WHOLE", 100)
    learnt = training.running._learnt(timezone.now())
    assert learnt is not None
    assert len(learnt.keys) > 100


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
    users, names = rng.integers(0, 50, count), [f"u{user}" for user in range(50)]
    examples = Examples(features, opened, position, np.ones(count), users, names)
    learned = dict(zip(("interest", "popularity"), [fit(examples).weights[place] for place in (0, 2)], strict=True))
    assert learned["interest"] > 1.0
    assert abs(learned["popularity"]) < 0.25
    told = auroc(fit(examples), examples)
    assert told.value > 0.65
    # The same days of five users know less than those of fifty: days of one user are not independent.
    few = auroc(fit(examples), replace(examples, names=[f"u{user % 5}" for user in range(50)]))
    assert few.value == told.value
    assert (few.low, few.high) != (told.low, told.high)


def test_too_little_to_learn_from_is_said(db: None) -> None:
    with pytest.raises(InputRefused, match="opened for the first time"):
        training.train(report=ignore)
    job = training.start_training()
    with pytest.raises(JobRuns):
        training.start_training()
    training.run_training_job(job_id=job.pk)
    job = Job.objects.get(pk=job.pk)
    assert (job.state, "opened for the first time" in job.error) == ("failed", True)
    with pytest.raises(InputRefused, match="events"):
        evaluating.evaluate(report=ignore)


def test_machines_teach_nothing(trained: None) -> None:
    models.Profile.objects.update(flagged_at=timezone.now())
    with pytest.raises(InputRefused, match="opened for the first time"):
        training.train(report=ignore)
