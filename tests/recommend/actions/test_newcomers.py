"""Who is new is ranked for by what people alike open: by attributes that the company allows, and by no others."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from django.utils import timezone
from pytest_django import Settings

from modelkit.evaluation.significance import paired_bootstrap
from services.recommend import models
from services.recommend.actions import batch, model_versions, serving, training
from services.recommend.actions.catalogue import save_users
from services.recommend.actions.evaluating.systems import scores, systems
from services.recommend.actions.ranking import current_shelf, forget_shelf
from services.recommend.actions.ranking.ladder import is_new
from services.recommend.actions.ranking.rankers import TEXT, current_ranker, forget_ranker
from services.recommend.actions.ranking.segments import FEWEST, labelled
from services.recommend.actions.training import segmenting
from services.recommend.queries.histories import History, history
from services.recommend.queries.users import labels
from services.recommend.sample.magazine.readers import Reader, affinity, readers
from services.recommend.sample.magazine.writing import articles
from services.recommend.templatetags.recommend_text import why
from tests.recommend import shop
from tests.recommend.readers import open_magazine

pytestmark = pytest.mark.django_db


def ignore(stage: str, done: int, total: int) -> None:
    """Progress nobody watches."""


@pytest.fixture(autouse=True)
def _allowed(settings: Settings) -> Iterator[None]:
    settings.COLD_START_ATTRIBUTES = ["newsletter", "plan"]
    forget_shelf()
    forget_ranker()
    yield
    forget_ranker()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept") / "rankers"


@pytest.fixture
def trained(db: None, kept: Path, settings: Settings) -> None:
    """The magazine, and a version that the first test trains for all of them: its readers do the same each time."""
    open_magazine()
    if kept.exists():
        shutil.copytree(kept, settings.RANKERS_DIR)
        return
    assert training.train(report=ignore)["promoted"]
    shutil.copytree(settings.RANKERS_DIR, kept)


def register(*people: Reader) -> None:
    save_users([{"user": one.key, "language": one.languages[0], "attributes": one.attributes} for one in people])


def newcomer(**attributes: str) -> str:
    save_users([{"user": "newcomer", "language": "en", "attributes": attributes}])
    return "newcomer"


def articles_of(section: str) -> set[str]:
    return set(models.Item.objects.filter(category=section).values_list("key", flat=True))


def items(answer: serving.Answer) -> list[str]:
    return [pick.item for pick in answer.picks]


def by_label(answer: serving.Answer) -> set[str]:
    return {pick.reason["value"] for pick in answer.picks if pick.reason["kind"] == "segment"}


def test_newcomers_of_the_sample_get_more_of_what_they_like_than_what_is_popular(trained: None) -> None:
    """Readers of whom no event was ever seen; the simulation knows what they like, in the language they read."""
    people = readers(count=600)[300:]
    stock = {one.key: one for one in articles(until=timezone.now())}
    liked: dict[str, list[float]] = {"segment": [], "language": []}
    for told, way in ((True, "segment"), (False, "language")):
        register(*(one if told else replace(one, attributes={}) for one in people))
        for one in people:
            answer = serving.recommend(user=one.key, count=10)
            assert answer.way == way
            liked[way].append(float(np.mean([affinity(one, stock[key]) for key in items(answer)])))
    found = paired_bootstrap(liked["segment"], liked["language"]).difference
    assert found.low > 0, found


def test_a_reason_names_the_label_that_speaks_most_for_an_item(trained: None) -> None:
    answer = serving.recommend(user=newcomer(newsletter="food", plan="yearly", age="18-29"), count=20)
    assert (answer.way, answer.model_version) == ("segment", "ranker@1")
    assert by_label(answer) <= {"food", "yearly"}
    assert "food" in by_label(answer)
    segments = current_ranker().segments
    assert segments is not None
    own = dict(zip(segments.keys, segments.source.leanings(["newsletter=food", "plan=yearly"]).T, strict=True))
    for pick in answer.picks:
        food, yearly = own.get(pick.item, (0.0, 0.0))
        told = pick.reason.get("value")
        assert told == (None if max(food, yearly) <= 0 else "food" if food >= yearly else "yearly")
    assert why({"kind": "segment", "attribute": "newsletter", "value": "food"}, {}) == (
        "Popular with others like you: newsletter = food"
    )


def test_the_night_lists_what_the_same_request_gets(trained: None) -> None:
    people = readers(count=340)[300:]
    register(*people)
    batch.recommend_all(report=ignore, per_user=20)
    made = {one.user: one for one in models.UserList.objects.filter(generation__state="current")}
    assert {made[one.key].way for one in people} == {"segment"}
    # Of those who did something, the night says who ranked them too.
    assert {one.way for one in made.values()} == {"segment", "personal"}
    for one in people:
        answer = serving.recommend(user=one.key, count=20)
        assert (answer.way, items(answer)) == ("segment", made[one.key].items)
        assert [pick.reason for pick in answer.picks] == made[one.key].reasons


def test_what_the_profile_tells_counts_at_once_and_no_longer_than_it_is_told(trained: None) -> None:
    food = serving.recommend(user=newcomer(newsletter="food"), count=10)
    batch.recommend_all(report=ignore)
    sport = serving.recommend(user=newcomer(newsletter="sport"), count=10)
    assert (by_label(food), by_label(sport)) == ({"food"}, {"sport"})
    assert items(food) != items(sport)
    # Neither does the list of the night, which the old attributes made, answer for somebody who tells nothing.
    assert serving.recommend(user=newcomer(), count=10).way == "language"


def test_nothing_is_used_or_named_that_is_not_allowed(trained: None, settings: Settings) -> None:
    user = newcomer(newsletter="food", plan="yearly", age="18-29")
    batch.recommend_all(report=ignore)
    settings.COLD_START_ATTRIBUTES = []
    answer = serving.recommend(user=user)
    assert (answer.way, by_label(answer)) == ("language", set())
    # Allowed, but never learnt.
    settings.COLD_START_ATTRIBUTES = ["age"]
    assert serving.recommend(user=user).way == "language"
    assert training.train(report=ignore)["metrics"]["newcomers +ndcg@10"]
    settings.COLD_START_ATTRIBUTES = []
    assert "newcomers +ndcg@10" not in training.train(report=ignore)["metrics"]


def test_a_label_that_few_share_is_not_learnt(settings: Settings) -> None:
    """Else a version would tell what somebody reads, and go on telling it after they are forgotten."""
    settings.COLD_START_ATTRIBUTES = ["town"]
    shop.stock()
    people = [f"u{number:02d}" for number in range(2 * FEWEST)]
    save_users(
        [
            {"user": one, "attributes": {"town": "Graz" if number < FEWEST else "Tartu" if number > FEWEST else one}}
            for number, one in enumerate(people)
        ]
    )
    for one in people:
        shop.act(one, ["i001"])
    data = labelled(until=timezone.now() + timedelta(minutes=1))
    assert data is not None
    # Of Tartu there is one too few.
    assert {label for own in data.labels for label in own} == {"town=Graz"}


def test_labels_are_words_that_people_can_share(settings: Settings) -> None:
    settings.COLD_START_ATTRIBUTES = ["age", "member", "plan", "city", "nothing", "odd=name", "letter"]
    told: dict[str, str | float | bool | None] = {
        "age": 41.0,
        "member": True,
        "plan": " gold ",
        "city": "",
        "nothing": None,
        "odd=name": "x",
        "letter": "a" * 61,
        "gender": "f",
    }
    assert labels(told) == ["age=41", "member=true", "plan=gold"]


def test_the_version_keeps_what_it_learnt_and_goes_with_it(trained: None) -> None:
    user = newcomer(newsletter="food")
    before = items(serving.recommend(user=user))
    assert training.train(report=ignore)["version"] == 2
    model_versions.promote_version(number=1, force=True)
    forget_ranker()
    assert items(serving.recommend(user=user)) == before


def test_versions_from_before_labels_were_learnt_rank_as_before(db: None, settings: Settings) -> None:
    settings.COLD_START_ATTRIBUTES = []
    open_magazine()
    training.train(report=ignore)
    settings.COLD_START_ATTRIBUTES = ["newsletter"]
    assert serving.recommend(user=newcomer(newsletter="food")).way == "language"


@pytest.mark.parametrize("turned", [False, True])
def test_labels_that_are_known_to_mislead_are_refused(turned: bool, settings: Settings) -> None:
    """On the days that measure, each team opens what it always did, or what the other one did."""
    settings.COLD_START_ATTRIBUTES = ["team"]
    shop.stock()
    for number in range(80):
        user, team = f"u{number:02d}", number % 2
        save_users([{"user": user, "attributes": {"team": "red" if team else "blue"}}])
        for days_ago, place in ((12, 0), (11, 1), (6, 2), (2, 3)):
            side = 1 - team if turned and days_ago == 2 else team
            # Food or sport, published long ago; not everybody the same.
            item = 12 + 3 * side + 4 * ((number // 2 + place) % 7)
            shop.act(user, [f"i{item:03d}"], minutes_ago=days_ago * 24 * 60 - number)
    found = segmenting.learn(TEXT, until=timezone.now(), validation=4, test=4)
    assert found is not None
    assert (found.users, found.refused) == (80, turned)
    assert turned or found.lead.low > 0


def test_the_evaluation_ranks_newcomers_as_they_are_ranked_in_life(trained: None) -> None:
    """By what was known at the moment asked about; who did something is ranked for by that."""
    ranker, shelf, now = current_ranker(), current_shelf(), timezone.now()
    register(*readers())
    people = [History(newcomer(newsletter="food")), history("reader-002"), History("nobody")]
    assert not is_new(shelf, people[1], ranker)
    measured = systems(at=now)
    listed, personal = measured[ranker.version](shelf, people), scores(ranker, shelf, people)
    shared = measured["popular"](shelf, people)[0]
    np.testing.assert_array_equal(listed[1:], personal[1:])
    np.testing.assert_array_equal(listed[2], shared)
    food = np.array([shelf.keys[place] in articles_of("food") for place in np.argsort(-listed[0])[:20]])
    assert food.sum() > np.array([shelf.keys[place] in articles_of("food") for place in np.argsort(-shared)[:20]]).sum()


def test_no_version_names_who_taught_it(trained: None, settings: Settings) -> None:
    kept = [path.read_text(errors="replace") for path in Path(settings.RANKERS_DIR).rglob("*") if path.is_file()]
    assert any("newsletter=food" in text for text in kept)
    assert not [one for one in readers() if any(json.dumps(one.key) in text for text in kept)]
    assert not any("18-29" in text for text in kept)


def test_whoever_asks_first_is_no_newcomer_to_what_is_read(trained: None) -> None:
    user = newcomer(newsletter="food")
    shelf, ranker = current_shelf(), current_ranker()
    assert ranker.segments is not None
    shop.act(user, shelf.keys[: ranker.segments.few + 1], kind="browse")
    assert serving.recommend(user=user).way == "personal"
