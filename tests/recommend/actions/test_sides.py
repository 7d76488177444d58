"""The sides of an experiment are what they were when it began, whatever comes into force or goes."""

import shutil
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from services.recommend import models
from services.recommend.actions import experiments, model_versions, serving
from services.recommend.actions.experiments.telling import Liked, Told, tell
from services.recommend.actions.ranking import forget_shelf
from services.recommend.actions.ranking.rankers import _learned
from shared.errors import InputRefused
from tests.recommend import shop
from tests.recommend.actions.test_interleaving import TEAMS, click, note_draft
from tests.recommend.actions.test_shadowing import publish

pytestmark = pytest.mark.django_db
USERS = [f"user{number}" for number in range(12)]


@pytest.fixture(autouse=True)
def _two_versions(db: None) -> None:
    """The first, in force, goes by interest; the second was held back, and goes by age."""
    shop.stock()
    publish("interest", live=True)
    publish("fresh", live=False)
    for user in USERS:
        shop.act(user, ["i001", "i005"])
    forget_shelf()


def begin(**fields: object) -> models.Experiment:
    given = {"key": "new", "control": "in_force", "treatment": "ranker@2"} | fields
    return experiments.start(**given)  # type: ignore[arg-type]


def lose(version: int) -> None:
    shutil.rmtree(settings.RANKERS_DIR / "ranker" / str(version))


def served() -> dict[bool, set[str]]:
    """Which versions ranked for each side."""
    found: dict[bool, set[str]] = {True: set(), False: set()}
    for user in USERS:
        treated = experiments.is_treated(experiment="new", user=user, share=0.5)
        found[treated].add(serving.recommend(user=user).model_version)
    return found


def test_a_version_that_was_held_back_is_tried_on_some() -> None:
    running = begin()
    assert served() == {False: {"ranker@1"}, True: {"ranker@2"}}
    assert (running.control_version, running.treatment_version) == ("ranker@1", "ranker@2")
    assert running.exposures.count() == len(USERS)


def test_a_promotion_meanwhile_mixes_no_side(editor_client: Client) -> None:
    begin(treatment="text")
    page = editor_client.get("/experiments/").content.decode()
    assert "In force at the start: ranker@1" in page
    assert "has come into force since" not in page
    model_versions.promote_version(number=2, force=True)
    assert served() == {False: {"ranker@1"}, True: {"text"}}
    page = editor_client.get("/experiments/").content.decode()
    assert "ranker@2 has come into force since." in page
    experiments.end(experiment=models.Experiment.objects.get())
    assert served() == {False: {"ranker@2"}, True: {"ranker@2"}}
    assert "has come into force since" not in editor_client.get("/experiments/").content.decode()


def test_a_promotion_meanwhile_mixes_no_list() -> None:
    begin(design="interleave")
    model_versions.promote_version(number=2, force=True)
    assert serving.recommend(user="user0").model_version == "ranker@1 + ranker@2"


def test_before_anything_was_trained_texts_are_in_force_and_stay_so() -> None:
    shutil.rmtree(settings.RANKERS_DIR)
    model_versions._forget()
    begin(treatment="popular")
    publish("interest", live=True)
    assert served() == {False: {"text"}, True: {"popular"}}


def test_an_experiment_from_before_versions_were_kept_goes_on_following_what_is_in_force() -> None:
    old = models.Experiment.objects.create(key="new", treatment="popular")
    assert (old.control_version, old.treatment_version, old.outcome, old.horizon_hours) == ("", "", "click", 24)
    assert served() == {False: {"ranker@1"}, True: {"popular"}}
    model_versions.promote_version(number=2, force=True)
    assert served() == {False: {"ranker@2"}, True: {"popular"}}


@pytest.mark.parametrize("design", ["split", "interleave"])
@pytest.mark.parametrize("is_remembered", [True, False])
def test_while_a_version_is_gone_everybody_gets_what_is_in_force_and_nobody_counts(
    design: str, is_remembered: bool, editor_client: Client
) -> None:
    running = begin(design=design)
    served()
    models.Exposure.objects.all().delete()
    models.Draft.objects.all().delete()
    lose(2)
    if not is_remembered:
        _learned.cache_clear()
    assert served() == {False: {"ranker@1"}, True: {"ranker@1"}}
    assert not running.exposures.exists()
    assert not running.drafts.exists()
    assert "Gone from the kept versions: ranker@2." in editor_client.get("/experiments/").content.decode()


def test_one_that_stands_still_leaves_its_surface_to_no_other() -> None:
    begin(surface="home")
    other = begin(key="all", control="text", treatment="popular")
    lose(2)
    assert serving.recommend(user="user0", surface="home").model_version == "ranker@1"
    assert not other.exposures.exists()
    serving.recommend(user="user0", surface="cart")
    assert other.exposures.count() == 1


@pytest.mark.parametrize("side", ["control", "treatment"])
@pytest.mark.parametrize("value", ["version", "ranker@3", "ranker@02", "ranker@x", "ranker", "services", ""])
def test_a_side_is_a_way_or_a_version_that_is_kept(side: str, value: str) -> None:
    with pytest.raises(InputRefused) as caught:
        begin(**{side: value})
    assert caught.value.problems[0].field == side
    assert "in_force, text, popular, ranker@2, ranker@1" in caught.value.problems[0].remedy


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("horizon_hours", 0),
        ("horizon_hours", 2_161),
        ("outcome", "dismiss"),
        ("surface", "a" * 61),
        ("surface", "\x00"),
    ],
)
def test_what_cannot_be_counted_is_refused(field: str, value: object) -> None:
    with pytest.raises(InputRefused) as caught:
        begin(**{field: value})
    assert caught.value.problems[0].field == field


def test_a_shop_counts_purchases() -> None:
    now = timezone.now()
    running = begin(outcome="purchase", horizon_hours=72)
    for number, days in enumerate((4, 4, 4, 2)):
        at = now - timedelta(days=days)
        models.Exposure.objects.create(experiment=running, user=f"buyer{number}", treated=number % 2 == 0, at=at)
    shop.act("buyer0", ["i001"], kind="purchase", minutes_ago=60 * 24 * 2)
    shop.act("buyer0", ["i002", "i003"], kind="purchase", minutes_ago=60 * 24 * 5)
    shop.act("buyer1", ["i001"], minutes_ago=60 * 24 * 3.5)
    shop.act("buyer1", ["i002"], minutes_ago=60 * 24 * 5)
    shop.act("buyer2", ["i001"], kind="purchase", minutes_ago=60 * 12)
    told = tell(running, now=now)
    assert isinstance(told, Told)
    assert told.outcomes.clicked == [True, False, False]
    assert (told.outcomes.before, told.outcomes.waiting) == ([2, 0, 0], 1)
    assert (told.treatment.users, told.treatment.clicked, told.control.clicked) == (2, 1, 0)


def test_in_one_list_purchases_count_for_the_side_that_brought_them() -> None:
    running = begin(design="interleave", outcome="purchase")
    request = note_draft(running, "ana", teams=TEAMS)
    click("ana", "a", request)
    models.Experiment.objects.update(started_at=timezone.now() - timedelta(days=9))
    running.refresh_from_db()
    told = tell(running, now=timezone.now())
    assert isinstance(told, Liked)
    assert (told.preferences.values, told.preferences.silent) == ([], 1)
    models.Event.objects.filter(request=request).update(kind="purchase")
    told = tell(running, now=timezone.now())
    assert isinstance(told, Liked)
    assert (told.preferences.values, told.preferences.silent) == ([-1.0], 0)


FORM = {"key": "new", "control": "in_force", "treatment": "ranker@2", "share": "10", "horizon": "3", "unit": "days"}


def test_the_form_asks_for_everything_that_matters(editor_client: Client, analyst_client: Client) -> None:
    page = editor_client.get("/experiments/").content.decode()
    assert "ranker@1, in force now" in page
    assert '<option value="ranker@2">' in page
    assert "ranker@2" not in analyst_client.get("/experiments/").content.decode()
    assert editor_client.post("/experiments/start/", FORM | {"outcome": "purchase"}).status_code == 302
    made = models.Experiment.objects.get()
    assert (made.share, made.horizon_hours, made.outcome) == (0.1, 72, "purchase")
    assert (made.treatment, made.treatment_version) == ("version", "ranker@2")
    page = editor_client.get("/experiments/").content.decode()
    for told in ("10 % of users get the treatment", "wait for their 72 hours", "Bought", "ranker@2"):
        assert told in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"share": "4"}, "share"),
        ({"share": "half"}, "share"),
        ({"share": "nan"}, "share"),
        ({"horizon": "0"}, "horizon"),
        ({"horizon": "91"}, "horizon"),
        ({"horizon": "2161", "unit": "hours"}, "horizon"),
        ({"unit": "weeks"}, "unit"),
        ({"outcome": "love"}, "outcome"),
        ({"treatment": "ranker@7"}, "treatment"),
        ({"key": "a b"}, "key"),
        ({"key": ""}, "key"),
        ({"surface": "\x00"}, "surface"),
        ({"design": "magic"}, "design"),
    ],
)
def test_the_form_names_what_is_wrong(changes: dict[str, str], field: str, editor_client: Client) -> None:
    reply = editor_client.post("/experiments/start/", FORM | changes)
    assert reply.status_code == 400
    assert list(reply.context["form"].errors) == [field]
    assert not models.Experiment.objects.exists()


def test_a_surface_that_is_taken_is_named_beside_its_field(editor_client: Client) -> None:
    begin(surface="home")
    reply = editor_client.post("/experiments/start/", FORM | {"key": "second", "surface": "home"})
    assert "An experiment runs there." in reply.context["form"].errors["surface"][0]
