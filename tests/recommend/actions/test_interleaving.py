"""Two rankings in one list: fair, credited to whoever brought what was clicked, and honest about what is not known."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone

from services.recommend import models
from services.recommend.actions import editorial, erasing, experiments, serving
from services.recommend.actions.experiments.telling import Liked, tell
from services.recommend.actions.ranking import Limits, Pick, current_shelf, forget_shelf
from services.recommend.actions.serving.answering import Wanted, _answer
from services.recommend.queries.histories import history
from shared.experiments.sequences import MIN_USERS
from tests.recommend import shop

LONG_AGO = timedelta(hours=30)


def picks(*items: str) -> list[Pick]:
    return [Pick(item, 1.0) for item in items]


@pytest.fixture
def running(db: None) -> models.Experiment:
    shop.stock()
    shop.act("buyer", ["i003", "i007"], minutes_ago=60)
    shop.act("ana", ["i001", "i005"])
    forget_shelf()
    return experiments.start(key="both", control="text", treatment="popular", design="interleave")


def drafted(running: models.Experiment, seed: str = "1") -> experiments.Draft:
    return experiments.draft(running, picks("a", "b", "c", "d"), picks("c", "e", "a", "f"), seed=seed)


@pytest.mark.django_db
def test_sides_take_turns_and_nothing_stands_twice(running: models.Experiment) -> None:
    for number in range(50):
        found = drafted(running, str(number))
        items = [pick.item for pick in found.picks]
        assert sorted(items) == sorted(set("abcdef"))
        for end in (2, 4, 6):
            sides = Counter(found.teams[item] for item in items[:end])
            assert sides["control"] == sides["treatment"]


@pytest.mark.django_db
def test_the_coin_is_fair_and_the_same_for_a_seed(running: models.Experiment) -> None:
    begins = Counter(
        experiments.draft(running, picks("a", "b"), picks("c", "d"), seed=str(number)).picks[0].item
        for number in range(2_000)
    )
    assert begins["a"] / 2_000 == pytest.approx(0.5, abs=0.04)
    assert drafted(running) == drafted(running)


@pytest.mark.django_db
def test_a_side_that_runs_out_leaves_the_rest_to_the_other(running: models.Experiment) -> None:
    found = experiments.draft(running, picks("a"), picks("b", "c", "d"), seed="1")
    assert sorted(pick.item for pick in found.picks) == ["a", "b", "c", "d"]
    assert [pick.item for pick in experiments.draft(running, [], picks("b"), seed="1").picks] == ["b"]


def sections(found: experiments.Draft) -> list[Counter[str]]:
    """Of each ten, how many of each category; items begin with theirs."""
    items = [pick.item for pick in found.picks]
    return [Counter(item[0] for item in items[start : start + 10]) for start in range(0, len(items), 10)]


def capped(control: list[Pick], treatment: list[Pick], *, most: int) -> experiments.Cap:
    return experiments.Cap(most, {pick.item: ord(pick.item[0]) for pick in [*control, *treatment]})


@pytest.mark.django_db
def test_a_cap_that_each_side_keeps_to_is_kept_by_both_together(running: models.Experiment) -> None:
    """Each has two of each of six categories in a ten, and they share nothing."""
    control = picks(*(f"{name}c{ten}{number}" for ten in range(3) for name in "abcdef" for number in range(2)))
    treatment = picks(*(f"{name}t{ten}{number}" for ten in range(3) for name in "abcdef" for number in range(2)))
    cap, begun = capped(control, treatment, most=2), Counter[str]()
    for number in range(100):
        found = experiments.draft(running, control, treatment, seed=str(number), cap=cap)
        assert sorted(pick.item for pick in found.picks) == sorted(pick.item for pick in [*control, *treatment])
        assert all(max(ten.values()) == 2 for ten in sections(found)[:4])
        for ten in range(4):
            brought = Counter(found.teams[pick.item] for pick in found.picks[10 * ten : 10 * ten + 10])
            assert brought == {"control": 5, "treatment": 5}
        begun[found.teams[found.picks[0].item]] += 1
    assert 30 < begun["control"] < 70


@pytest.mark.django_db
def test_what_the_cap_has_no_room_for_waits_for_the_next_ten(running: models.Experiment) -> None:
    control, treatment = picks("a1", "a2", *(f"{name}1" for name in "bcdefgh")), picks("a3", "a4")
    found = experiments.draft(running, control, treatment, seed="1", cap=capped(control, treatment, most=1))
    items = [pick.item for pick in found.picks]
    # The treatment passes its turns for as long as control has something else.
    assert sorted(item[0] for item in items[:8]) == list("abcdefgh")
    assert len(items) == 11


@pytest.mark.django_db
def test_where_neither_side_has_anything_else_the_cap_gives_way(running: models.Experiment) -> None:
    control, treatment = picks("a1", "a2", "a3"), picks("a4", "a1", "a5")
    found = experiments.draft(running, control, treatment, seed="1", cap=capped(control, treatment, most=1))
    assert sorted(pick.item for pick in found.picks) == ["a1", "a2", "a3", "a4", "a5"]


def test_a_surface_with_a_cap_keeps_it_while_lists_are_interleaved(running: models.Experiment) -> None:
    editorial.save_rules(surface="", most_of_category=3, loss_budget=0.0)
    whole = serving.recommend(user="ana", count=20)
    assert whole.way == "interleaved"
    categories = dict(models.Item.objects.values_list("key", "category"))
    for ten in (whole.picks[:10], whole.picks[10:]):
        assert max(Counter(categories[pick.item] for pick in ten).values()) == 3
    brought = Counter(models.Draft.objects.get(request=whole.request).teams.values())
    assert brought == {"control": 10, "treatment": 10}


@pytest.mark.parametrize("seed", range(6))
def test_however_much_is_asked_for_a_draft_under_a_cap_begins_the_same(running: models.Experiment, seed: int) -> None:
    """Half of everything is of one category, so that the next of another may stand far down."""
    editorial.save_rules(surface="", most_of_category=1, loss_budget=0.0)
    rng = random.Random(seed)
    for item in models.Item.objects.order_by("key"):
        models.Item.objects.filter(pk=item.pk).update(category=rng.choice("aaaabcde"))
    shelf, ranked = current_shelf(), []
    for count in (7, 12, 15, 18, 21, 30):
        wanted = Wanted(history("ana"), count, "", Limits(), reasons=False)
        # The moment throws the coins.
        rung, _draft = _answer(shelf, wanted, now=datetime(2026, 3, 1, tzinfo=UTC), looking=False)
        ranked.append([pick.item for pick in rung.picks])
    assert [len(one) for one in ranked] == [7, 12, 15, 18, 21, 30]
    assert all(ranked[-1][: len(one)] == one for one in ranked)


def test_a_response_is_kept_with_what_each_side_brought(running: models.Experiment) -> None:
    editorial.pin(item="i011", position=1)
    answer = serving.recommend(user="ana", count=6)
    assert (answer.way, answer.model_version) == ("interleaved", "text + popular")
    kept = models.Draft.objects.get(request=answer.request)
    # What editors pinned is nobody's.
    assert set(kept.teams) == {pick.item for pick in answer.picks} - {"i011"}
    assert {"control", "treatment"} == set(kept.teams.values())


def test_pages_of_one_draft_follow_each_other(running: models.Experiment) -> None:
    first = serving.recommend(user="ana", count=5)
    assert first.cursor is not None
    second = serving.recommend(user="ana", count=5, cursor=first.cursor)
    items = [pick.item for pick in [*first.picks, *second.picks]]
    assert len(set(items)) == 10
    brought = [models.Draft.objects.get(request=one.request).teams for one in (first, second)]
    assert [len(one) for one in brought] == [5, 5]


def test_where_both_sides_are_the_same_nothing_is_compared(running: models.Experiment) -> None:
    experiments.end(experiment=running)
    experiments.start(key="same", control="text", treatment="text", design="interleave")
    assert serving.recommend(user="ana").way == "personal"
    assert not models.Draft.objects.exists()


def note_draft(running: models.Experiment, user: str, *, teams: dict[str, str], ago: timedelta = LONG_AGO) -> str:
    request = uuid4().hex
    models.Draft.objects.create(request=request, experiment=running, user=user, teams=teams, at=timezone.now() - ago)
    return request


def click(user: str, item: str, request: str, *, ago: timedelta = LONG_AGO - timedelta(hours=1)) -> None:
    models.Event.objects.create(
        id=uuid4().hex, user=user, item=item, kind="click", at=timezone.now() - ago, request=request, digest=0
    )


def told(running: models.Experiment) -> Liked:
    models.Experiment.objects.filter(pk=running.pk).update(started_at=timezone.now() - timedelta(days=9))
    running.refresh_from_db()
    found = tell(running, now=timezone.now())
    assert isinstance(found, Liked)
    return found


TEAMS = {"a": "control", "b": "treatment", "c": "treatment"}


def test_a_user_counts_once_by_the_share_of_clicks(running: models.Experiment) -> None:
    request = note_draft(running, "ana", teams=TEAMS)
    for item in ("a", "b", "c", "c"):
        click("ana", item, request)
    found = told(running).preferences
    assert found.values == [pytest.approx(1 / 3)]
    assert found.clicks == {"control": 1, "treatment": 2}


def test_only_what_was_shown_to_the_user_in_time_counts(running: models.Experiment) -> None:
    request = note_draft(running, "ana", teams=TEAMS)
    other = note_draft(running, "ben", teams=TEAMS)
    late = note_draft(running, "cleo", teams=TEAMS, ago=timedelta(hours=1))
    click("ana", "z", request)
    click("ana", "a", "another response")
    click("ana", "a", other)
    click("ana", "a", request, ago=timedelta(hours=1))
    click("cleo", "a", late, ago=timedelta(minutes=30))
    found = told(running).preferences
    assert (found.values, found.silent, found.waiting) == ([], 2, 1)
    assert found.clicks == {"control": 0, "treatment": 0}


def simulate(running: models.Experiment, *, users: int, likes_treatment: float, seed: int) -> Liked:
    """Each looks at one drafted pair and clicks one, the treatment's with this chance."""
    rng = np.random.default_rng(seed)
    drafts, events = [], []
    at = timezone.now() - LONG_AGO
    for number in range(users):
        request, chosen = uuid4().hex, "b" if rng.random() < likes_treatment else "a"
        user = f"user{number}"
        drafts.append(models.Draft(request=request, experiment=running, user=user, teams=TEAMS, at=at))
        events.append(
            models.Event(id=uuid4().hex, user=user, item=chosen, kind="click", at=at, request=request, digest=0)
        )
    models.Draft.objects.bulk_create(drafts)
    models.Event.objects.bulk_create(events)
    return told(running)


def test_a_preference_becomes_known_with_few_users(running: models.Experiment) -> None:
    found = simulate(running, users=300, likes_treatment=0.7, seed=1)
    assert found.difference is not None
    assert found.difference.known
    assert found.difference.low < 0.4 < found.difference.high


def test_no_preference_is_not_claimed(running: models.Experiment) -> None:
    found = simulate(running, users=300, likes_treatment=0.5, seed=2)
    assert found.difference is not None
    assert not found.difference.known


def test_before_there_are_enough_nothing_is_said(running: models.Experiment) -> None:
    assert simulate(running, users=MIN_USERS - 1, likes_treatment=0.9, seed=3).difference is None


def test_erasing_a_user_takes_the_drafts_along(running: models.Experiment) -> None:
    serving.recommend(user="ana")
    erasing.erase_user(user="ana", actor="test")
    assert not models.Draft.objects.filter(user="ana").exists()


def test_the_page_says_what_is_known_and_what_not(running: models.Experiment, editor_client: Client) -> None:
    text = editor_client.get("/experiments/").content.decode()
    assert "0 of at least 100 users who clicked" in text
    simulate(running, users=300, likes_treatment=0.7, seed=4)
    text = editor_client.get("/experiments/").content.decode()
    assert "users prefer what the treatment brings" in text
    editor_client.post("/experiments/both/end/")
    given = {"key": "next", "control": "text", "treatment": "popular", "design": "interleave"}
    editor_client.post("/experiments/start/", given)
    assert models.Experiment.objects.get(key="next").interleaves
    editor_client.post("/experiments/next/end/")
    editor_client.post("/experiments/start/", given | {"key": "third", "design": "magic"})
    assert not models.Experiment.objects.filter(key="third").exists()
