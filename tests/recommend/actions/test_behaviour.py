"""What others did: it finds what no text would, and knows nothing of what came later."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from django.utils import timezone

from services.recommend import models
from services.recommend.actions import batch, serving
from services.recommend.actions.ranking import (
    candidates,
    choose,
    current_shelf,
    forget_shelf,
    load_shelf,
    nearest,
    picks_of,
    rank,
    rankers,
)
from services.recommend.actions.ranking.behaviour import NAMES as SOURCES
from services.recommend.actions.ranking.behaviour import Behaviour
from services.recommend.actions.ranking.exactly import Everything, Foldable
from services.recommend.actions.ranking.features import NAMES, features
from services.recommend.actions.ranking.learned import LearnedRanker, Weights, load
from services.recommend.queries.histories import History, histories, history
from tests.recommend import shop

pytestmark = pytest.mark.django_db
# Space and money have nothing in common but their readers.
BRIDGE = ("i001", "i002")


@pytest.fixture(autouse=True)
def _stocked(db: None) -> None:
    shop.stock(60)
    for number in range(12):
        for step, item in enumerate(BRIDGE):
            shop.act(f"both{number:02d}", [item], minutes_ago=90 + number - step / 2)
    for number in range(12):
        shop.act(f"food{number:02d}", ["i000", "i004"], minutes_ago=90 + number)


def weights(**told: float) -> Weights:
    own = [told.get(name, 0.0) for name in NAMES]
    return Weights([0.0] * len(NAMES), [1.0] * len(NAMES), own, -3.0)


def by_others() -> LearnedRanker:
    return LearnedRanker("ranker@1", weights(interest=2.0, fresh=1.0), Behaviour.learn(until=timezone.now()))


def test_each_source_says_what_others_did_beside_it() -> None:
    learnt = Behaviour.learn(until=timezone.now())
    assert learnt is not None
    shop.act("ana", ["i001"])
    for name, scores in learnt.scores([history("ana")]).items():
        own = dict(zip(learnt.keys, scores[0], strict=True))
        assert own["i002"] == pytest.approx(1.0), name
        assert own["i002"] > 5 * own["i000"], name
    assert tuple(learnt.recommenders) == SOURCES


def test_nothing_is_known_of_what_came_later() -> None:
    assert Behaviour.learn(until=timezone.now() - timedelta(days=1)) is None
    then = by_others().as_of(timezone.now() - timedelta(minutes=95))
    assert then.learnt is not None
    assert set(then.learnt.keys) <= {"i000", "i001", "i002", "i004"}
    assert by_others().as_of(timezone.now() - timedelta(days=1)).learnt is None


def test_machines_teach_nothing_and_no_user_is_kept(tmp_path: Path) -> None:
    models.Profile.objects.create(user="both00", flagged_at=timezone.now())
    learnt = Behaviour.learn(until=timezone.now())
    assert learnt is not None
    learnt.save(tmp_path)
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"both01" not in kept
    models.Profile.objects.all().delete()
    for user in models.Event.objects.values_list("user", flat=True).distinct():
        models.Profile.objects.update_or_create(user=user, defaults={"flagged_at": timezone.now()})
    assert Behaviour.learn(until=timezone.now()) is None


def test_a_version_says_the_same_when_it_is_loaded_again(tmp_path: Path) -> None:
    ranker = by_others()
    ranker.save(tmp_path)
    again, shelf = load(tmp_path, version="ranker@1"), current_shelf()
    shop.act("ana", ["i001", "i000"])
    at, past = [np.arange(len(shelf))], [history("ana")]
    assert np.allclose(again.scores(shelf, past, at)[0], ranker.scores(shelf, past, at)[0], atol=1e-6)


def test_a_version_from_before_a_feature_gives_it_no_weight(tmp_path: Path) -> None:
    (tmp_path / "weights.json").write_text(
        '{"features": ["last", "interest"], "mean": [0, 0.5], "scale": [1, 2], "weights": [3, 4], "bias": -1}'
    )
    old = load(tmp_path, version="ranker@1")
    assert (old.learnt, list(old.spreads)) == (None, [])
    rows = np.ones((1, len(NAMES)), dtype=np.float32)
    assert old.weights.odds(rows)[0] == pytest.approx(3 * 1 + 4 * (1 - 0.5) / 2 - 1)


def test_what_is_gone_from_the_shelf_is_not_asked_for() -> None:
    ranker = by_others()
    models.Item.objects.filter(key="i002").delete()
    forget_shelf()
    shop.act("ana", ["i001"])
    assert "i002" not in [pick.item for pick in choose(current_shelf(), [history("ana")], ranker, count=60)[0]]


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shelf of sixty passes for one that is not read whole."""
    monkeypatch.setattr(nearest, "WHOLE", 10)
    monkeypatch.setattr(candidates, "WHOLE", 10)
    monkeypatch.setattr(candidates, "_DEPTH", 8)
    monkeypatch.setattr(candidates, "_LEADERS", 2)


def test_sources_bring_what_is_worth_scoring(large: None) -> None:
    shop.act("ana", ["i001"])
    shelf, ranker = current_shelf(), by_others()
    found, whole = candidates.candidates(shelf, history("ana"), count=3, groups=None, learnt=ranker.learnt)
    keys = {shelf.keys[place] for place in found}
    assert not whole
    assert len(keys) < 40
    assert "i002" in keys
    assert len([key for key in keys if models.Item.objects.get(key=key).category == "space"]) >= 5


def test_one_history_is_seen_alone_as_among_others_and_anew_on_another_shelf() -> None:
    shop.act("ana", ["i001", "i003"])
    asked, places, shelf = history("ana"), np.arange(60), current_shelf()
    turned = replace(shelf, vectors=shelf.vectors[::-1].copy())
    for one in (shelf, turned):
        [alone] = features(one, [asked], [places])
        among, _other = features(one, [history("ana"), history("food01")], [places, places[:3]])
        np.testing.assert_array_equal(alone, among)
    assert [len(rows) for rows in features(shelf, [asked, asked], [places[:0], places])] == [0, 60]


def test_limits_and_long_lists_are_filled_from_everything(large: None) -> None:
    shop.act("ana", ["i001"])
    whole = serving.recommend(user="ana", count=59)
    assert len(whole.picks) == 59
    limited = serving.recommend(user="ana", count=15, category="food")
    assert {pick.item for pick in limited.picks} == set(
        models.Item.objects.filter(category="food").values_list("key", flat=True)
    )


@pytest.mark.usefixtures("large")
def test_a_published_list_is_what_the_same_request_gets(monkeypatch: pytest.MonkeyPatch) -> None:
    # As in life, sources go deeper than any page.
    monkeypatch.setattr(candidates, "_DEPTH", 30)
    ranker = by_others()
    for module in (rankers, batch.building):
        monkeypatch.setattr(module, "current_ranker", lambda: ranker)
    generation = batch.recommend_all(report=lambda *_: None, per_user=10, shard_users=7)
    assert generation.users == 24
    for one in models.UserList.objects.all():
        answer = serving.recommend(user=one.user, count=10)
        assert (answer.way, [pick.item for pick in answer.picks]) == ("personal", one.items)


def test_nothing_to_learn_from_is_no_obstacle() -> None:
    assert LearnedRanker("ranker@1", weights(interest=1.0)).scores(
        current_shelf(), [History("nobody")], [np.arange(3)]
    )[0].shape == (3,)


@pytest.mark.usefixtures("large")
def test_the_night_looks_at_every_item_of_a_large_shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Candidates of few would leave most of it out."""
    for number in range(20):
        shop.act(f"reader{number:02d}", [f"i{(3 * number + step) % 60:03d}" for step in range(3)], minutes_ago=80)
    models.Item.objects.filter(key="i007").update(available=False)
    # Every third has no price, and the readers of these no usual one.
    for number in range(60):
        if number % 3:
            models.Item.objects.filter(key=f"i{number:03d}").update(price=1 + number**2 / 7)
    forget_shelf()
    shelf = load_shelf(as_of=timezone.now())
    told = weights(
        interest=2.0, last=1.0, popularity=0.7, trend=0.3, fresh=0.5, price=0.8, language=0.4, section=0.6, known=1.0
    )
    ranker = LearnedRanker("ranker@1", told)
    assert isinstance(ranker, Foldable)
    past = histories([f"reader{number:02d}" for number in range(20)], until=timezone.now())
    ranked = rank(shelf, past, ranker, count=12, everything=Everything.of(shelf, ranker))
    lists = [picks_of(shelf, one) for one in ranked]
    whole = load_shelf(as_of=timezone.now(), whole=True)
    alone = choose(replace(whole, as_of=shelf.as_of), past, ranker, count=12, reasons=False)
    # The last bit of a product hangs on how many rows are multiplied at once.
    assert [[pick.item for pick in picks] for picks in lists] == [[pick.item for pick in picks] for picks in alone]
    for picks, others in zip(lists, alone, strict=True):
        assert [pick.score for pick in picks] == pytest.approx([pick.score for pick in others], abs=1e-6)
    assert all(len(picks) == 12 and "i007" not in {pick.item for pick in picks} for picks in lists)
