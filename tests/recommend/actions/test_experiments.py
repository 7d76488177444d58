"""Experiments: sticky, fairly split, safe to peek at, and honest about what is not known."""

import re
from datetime import timedelta

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone

from services.recommend import models
from services.recommend.actions import experiments, serving
from services.recommend.actions.experiments.telling import Told, tell
from services.recommend.actions.ranking import forget_shelf
from shared.errors import InputRefused
from shared.experiments.sequences import MIN_USERS, difference, saved
from tests.recommend import shop

TESTS, USERS, LOOKS = 1_000, 2_000, 25


@pytest.fixture
def running(db: None) -> models.Experiment:
    forget_shelf()
    shop.stock()
    return experiments.start(key="try-popular", control="in_force", treatment="popular")


def test_the_split_is_sticky_even_and_new_for_each_experiment() -> None:
    users = [f"user{number}" for number in range(10_000)]
    first = [experiments.is_treated(experiment="one", user=user, share=0.3) for user in users]
    assert first == [experiments.is_treated(experiment="one", user=user, share=0.3) for user in users]
    assert sum(first) / len(first) == pytest.approx(0.3, abs=0.02)
    second = [experiments.is_treated(experiment="two", user=user, share=0.3) for user in users]
    both = sum(one and two for one, two in zip(first, second, strict=True))
    assert both / len(users) == pytest.approx(0.09, abs=0.01)


def test_each_side_is_ranked_its_way_and_exposed_once(running: models.Experiment) -> None:
    shop.act("buyer", ["i003"], minutes_ago=60)
    forget_shelf()
    for number in range(40):
        user = f"user{number}"
        shop.act(user, ["i001"], minutes_ago=30)
        versions = {serving.recommend(user=user).model_version for _ in range(3)}
        treated = experiments.is_treated(experiment="try-popular", user=user, share=0.5)
        assert versions == ({"popular"} if treated else {"text"})
    assert running.exposures.count() == 40
    experiments.end(experiment=running)
    assert serving.recommend(user="later").way != ""
    assert running.exposures.count() == 40


def test_only_users_whose_time_has_passed_count(running: models.Experiment) -> None:
    now = timezone.now()
    for number in range(10):
        at = now - timedelta(hours=30 if number < 6 else 1)
        models.Exposure.objects.create(experiment=running, user=f"user{number}", treated=number % 2 == 0, at=at)
    shop.act("user0", ["i001"], minutes_ago=29 * 60)
    shop.act("user1", ["i001"], minutes_ago=2 * 60)
    shop.act("user2", ["i001"], minutes_ago=31 * 60)
    told = tell(running, now=now)
    assert isinstance(told, Told)
    assert (told.treatment.users, told.treatment.clicked) == (3, 1)
    assert (told.control.users, told.control.clicked) == (3, 0)
    assert (told.outcomes.waiting, told.difference) == (4, None)


def test_a_split_that_loses_users_is_told(running: models.Experiment) -> None:
    at = timezone.now() - timedelta(days=2)
    models.Exposure.objects.bulk_create(
        models.Exposure(experiment=running, user=f"user{number}", treated=number % 5 == 0, at=at)
        for number in range(200)
    )
    told = tell(running, now=timezone.now())
    assert isinstance(told, Told)
    assert told.skewed


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"key": ""}, "key"),
        ({"key": "try-popular"}, "key"),
        ({"key": "my test"}, "key"),
        ({"key": "versuch/1"}, "key"),
        ({"key": "nul\x00"}, "key"),
        ({"key": "a" * 61}, "key"),
        ({"key": "second\n"}, "key"),
        ({"treatment": "magic"}, "treatment"),
        ({"share": 1.0}, "share"),
        ({}, "surface"),
    ],
)
def test_what_cannot_run_is_refused(running: models.Experiment, changes: dict[str, object], field: str) -> None:
    wanted: dict[str, object] = {"key": "second", "control": "in_force", "treatment": "text"} | changes
    with pytest.raises(InputRefused) as caught:
        experiments.start(**wanted)  # type: ignore[arg-type]
    assert caught.value.problems[0].field == field
    assert models.Experiment.objects.count() == 1


def test_a_thousand_tests_of_nothing_keep_their_error_rate_although_everybody_peeks() -> None:
    rng = np.random.default_rng(11)
    looks = np.linspace(MIN_USERS, USERS, LOOKS).astype(int)
    cried = 0
    for _ in range(TESTS):
        treated, clicked = rng.random(USERS) < 0.5, rng.random(USERS) < 0.2
        found = (difference(clicked[:look], treated[:look], share=0.5) for look in looks)
        cried += any(one is not None and one.known for one in found)
    assert cried / TESTS <= 0.05


def test_a_real_difference_becomes_known_and_its_interval_holds_it() -> None:
    rng = np.random.default_rng(12)
    treated = rng.random(6_000) < 0.5
    clicked = rng.random(6_000) < np.where(treated, 0.30, 0.20)
    found = difference(clicked, treated, share=0.5)
    assert found is not None
    assert found.known
    assert found.low < 0.10 < found.high


def users_with_habits(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """How often each clicked before, and the chance to click now, which goes with it."""
    liking = rng.beta(0.6, 1.8, count)
    return rng.poisson(12 * liking), liking


def test_what_users_did_before_keeps_the_error_rate_of_a_thousand_tests_of_nothing() -> None:
    rng = np.random.default_rng(13)
    looks = np.linspace(MIN_USERS, USERS, LOOKS).astype(int)
    cried = 0
    for _ in range(TESTS):
        before, chance = users_with_habits(rng, USERS)
        treated, clicked, known = rng.random(USERS) < 0.5, rng.random(USERS) < chance, np.log1p(before)
        found = (difference(clicked[:at], treated[:at], share=0.5, before=known[:at]) for at in looks)
        cried += any(one is not None and one.known for one in found)
    assert cried / TESTS <= 0.05


def test_what_users_did_before_narrows_the_interval_and_moves_no_effect() -> None:
    """Over many experiments whose effect is known."""
    rng, effect = np.random.default_rng(14), 0.06
    plain, told = [], []
    for _ in range(200):
        before, chance = users_with_habits(rng, USERS)
        treated = rng.random(USERS) < 0.3
        clicked = rng.random(USERS) < np.clip(chance + effect * treated, 0, 1)
        plain.append(difference(clicked, treated, share=0.3))
        told.append(difference(clicked, treated, share=0.3, before=np.log1p(before)))
    widths = [np.mean([one.high - one.low for one in found if one]) for found in (plain, told)]
    assert widths[1] < 0.93 * widths[0]
    true = np.mean([min(chance + effect, 1) - chance for chance in users_with_habits(rng, 100_000)[1]])
    assert np.mean([one.value for one in told if one]) == pytest.approx(true, abs=0.005)
    assert np.mean([one.low <= true <= one.high for one in told if one]) >= 0.95


def test_who_has_no_past_is_no_obstacle() -> None:
    rng = np.random.default_rng(15)
    clicked, treated = rng.random(400) < 0.2, rng.random(400) < 0.5
    nothing = np.zeros(400)
    assert difference(clicked, treated, share=0.5, before=nothing) == difference(clicked, treated, share=0.5)
    assert (saved(clicked, nothing), saved(nothing, clicked)) == (0.0, 0.0)


def test_only_clicks_from_before_the_first_list_explain_it(running: models.Experiment) -> None:
    now = timezone.now()
    for number, user in enumerate(("often", "never")):
        models.Exposure.objects.create(
            experiment=running, user=user, treated=bool(number), at=now - timedelta(hours=30 + number)
        )
    shop.act("often", ["i001", "i002", "i003"], minutes_ago=60 * 31)
    shop.act("often", ["i004"], minutes_ago=60 * 29)
    shop.act("often", ["i005"], kind="like", minutes_ago=60 * 31)
    shop.act("often", ["i006"], minutes_ago=60 * 24 * 40)
    told = tell(running, now=now)
    assert isinstance(told, Told)
    # In the order of the first lists.
    assert told.outcomes.before == [0, 3]


def test_the_page_says_what_is_not_known(
    running: models.Experiment, editor_client: Client, analyst_client: Client
) -> None:
    text = analyst_client.get("/experiments/").content.decode()
    assert "Not known yet" in text
    assert "Start an experiment" not in text
    assert analyst_client.post("/experiments/start/").status_code == 403
    editor_client.post("/experiments/try-popular/end/")
    assert (
        editor_client.post("/experiments/start/", {"key": "next", "control": "text", "treatment": "text"}).status_code
        == 302
    )
    assert set(models.Experiment.objects.filter(ended_at=None).values_list("key", flat=True)) == {"next"}


def test_a_key_that_is_no_word_is_refused_by_name(running: models.Experiment, editor_client: Client) -> None:
    given = {"key": "my test", "control": "text", "treatment": "text", "surface": "other"}
    reply = editor_client.post("/experiments/start/", given)
    assert reply.status_code == 400
    assert "It is not of up to 60 letters" in reply.context["form"].errors["key"][0]
    assert models.Experiment.objects.count() == 1


@pytest.mark.parametrize("key", ["my test", "a/b", "a?b#c", "试验"])
def test_whatever_an_old_key_is_the_page_shows_and_ends_it(db: None, editor_client: Client, key: str) -> None:
    models.Experiment.objects.create(key=key)
    page = editor_client.get("/experiments/")
    address = re.search(r'action="(/experiments/.+/end/)"', page.content.decode())
    assert address is not None
    editor_client.post(address[1])
    assert models.Experiment.objects.get().ended_at is not None
