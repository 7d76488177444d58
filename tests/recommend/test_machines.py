"""Machines count nowhere, until an editor says that they are none."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from services.recommend import models
from services.recommend.actions.experiments.telling import Liked, Told, tell
from services.recommend.queries import histories, items, overview
from shared.accounts.models import User
from shared.audit.models import AuditEntry
from tests.recommend import shop
from tests.recommend.stream import event, send

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(hours=30)


@pytest.fixture
def _crowd(db: None) -> None:
    """Ana and a machine do the same."""
    shop.stock()
    for user in ("ana", "kiosk"):
        shop.act(user, ["i001"], request=f"r-{user}")
        shop.act(user, ["i001"], kind="impression", position=1)
    models.Profile.objects.create(user="kiosk", flagged_at=timezone.now())


@pytest.mark.usefixtures("_crowd")
def test_no_figure_of_the_overview_counts_them() -> None:
    now = timezone.now()
    since = now - timedelta(days=2)
    found = overview.figures(since=since, until=now)
    assert (found.users, found.clicks, found.shown) == (1, 1, 1)
    days = overview.days(since=since, until=now)
    assert (sum(day.clicks for day in days), sum(day.shown for day in days)) == (1, 1)
    assert [count for _item, count in overview.most_opened(since=since, until=now)] == [1]


@pytest.mark.usefixtures("_crowd")
def test_the_life_of_an_item_leaves_them_out() -> None:
    found = items.life(models.Item.objects.get(key="i001"), now=timezone.now())
    assert (found.users, found.clicks, found.shown) == (1, 1, 1)


@pytest.mark.usefixtures("_crowd")
def test_an_experiment_leaves_them_out() -> None:
    now = timezone.now()
    split = models.Experiment.objects.create(key="split", surface="a")
    both = models.Experiment.objects.create(key="both", surface="b", design="interleave")
    models.Experiment.objects.update(started_at=now - LONG_AGO)
    models.Event.objects.update(at=now - LONG_AGO + timedelta(hours=1))
    for user in ("ana", "kiosk"):
        split.exposures.create(user=user, treated=True, at=now - LONG_AGO)
        teams = {"i001": models.Draft.TREATMENT}
        both.drafts.create(request=f"r-{user}", user=user, teams=teams, at=now - LONG_AGO)
    told, liked = tell(split, now=now), tell(models.Experiment.objects.get(key="both"), now=now)
    assert isinstance(told, Told)
    assert (told.treatment.users, told.treatment.clicked, told.outcomes.exposed) == (1, 1, 1)
    assert isinstance(liked, Liked)
    assert (liked.users, liked.preferences.clicks[models.Draft.TREATMENT], liked.preferences.silent) == (1, 1, 0)


def flood() -> None:
    send([event(number, user="kiosk", at=event(1)["at"]) for number in range(60)])


def test_an_editor_clears_one_that_is_none_and_no_flood_flags_it_again(
    settings: Settings, editor_client: Client
) -> None:
    settings.EVENTS_PER_USER_PER_DAY = 50
    flood()
    assert "Not a machine" in editor_client.get("/users/kiosk/").content.decode()
    assert histories.users(until=timezone.now()) == []
    reply = editor_client.post("/machines/clear/", {"user": "kiosk"}, follow=True)
    assert "A machine after all" in reply.content.decode()
    assert histories.users(until=timezone.now()) == ["kiosk"]
    flood()
    send([event(number, user="kiosk", at="2026-03-02T08:00:00Z") for number in range(100, 200)])
    profile = models.Profile.objects.get(user="kiosk")
    assert (profile.flagged_at, profile.cleared_at is not None) == (None, True)
    # The cap holds all the same.
    assert set(models.Activity.objects.values_list("events", flat=True)) == {50}
    entry = AuditEntry.objects.get(action="machine_cleared")
    assert (entry.actor, entry.fields, "kiosk" in entry.object_name) == ("eli", {"profile": profile.pk}, False)


def test_that_is_taken_back(editor_client: Client) -> None:
    models.Profile.objects.create(user="kiosk", cleared_at=timezone.now())
    for _ in range(2):
        assert editor_client.post("/machines/flag/", {"user": "kiosk"}).status_code == 302
    profile = models.Profile.objects.get()
    assert (profile.flagged_at is not None, profile.cleared_at) == (True, None)
    assert AuditEntry.objects.filter(action="machine_flagged_again").count() == 1


def test_only_editors_decide_and_only_from_our_own_pages(analyst_client: Client, editor: User) -> None:
    models.Profile.objects.create(user="kiosk", flagged_at=timezone.now())
    assert "Not a machine" not in analyst_client.get("/users/kiosk/").content.decode()
    assert analyst_client.post("/machines/clear/", {"user": "kiosk"}).status_code == 403
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert strict.post("/machines/clear/", {"user": "kiosk"}).status_code == 403
    assert models.Profile.objects.get().flagged_at is not None


def test_nobody_who_is_not_flagged_is_cleared(editor_client: Client) -> None:
    models.Profile.objects.create(user="ana")
    assert editor_client.post("/machines/clear/", {"user": "ana"}).status_code == 302
    assert editor_client.post("/machines/clear/", {"user": "nobody"}).status_code == 404
    assert models.Profile.objects.get().cleared_at is None
    assert not AuditEntry.objects.exists()
