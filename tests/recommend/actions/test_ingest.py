"""Events are kept exactly once, whatever way they come."""

import json
import random
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone
from pytest_django import Settings

from services.recommend import models
from services.recommend.actions import ingest
from services.recommend.actions.ingest import tables
from services.recommend.actions.training import examples
from shared.errors import InputRefused
from tests.recommend.shop import embed, stock
from tests.recommend.stream import event, send, state, stream

pytestmark = pytest.mark.django_db


def refused(events: Any) -> list[tuple[int | None, str]]:
    with pytest.raises(InputRefused) as caught:
        send(events)
    assert not models.Event.objects.exists()
    assert not models.Impression.objects.exists()
    assert all(problem.remedy for problem in caught.value.problems)
    return [(problem.row, problem.field) for problem in caught.value.problems]


def test_an_event_is_kept_as_it_was_sent() -> None:
    assert send(event(1, kind="purchase", value=9.5, surface="home", request="r1")).new == 1
    kept = models.Event.objects.get()
    assert (kept.user, kept.item, kept.kind, kept.value) == ("ana", "a1", "purchase", 9.5)
    assert (kept.surface, kept.request, kept.at.isoformat()) == ("home", "r1", "2026-03-01T08:01:00+00:00")


def test_an_impression_keeps_its_place_and_its_propensity() -> None:
    send(event(1, kind="impression", position=3, propensity=0.25))
    kept = models.Impression.objects.get()
    assert (kept.position, kept.propensity) == (3, 0.25)
    assert not models.Event.objects.exists()


def test_the_same_stream_twice_shuffled_and_interrupted_leaves_the_same_state(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    events = stream(1_200)
    for start in range(0, len(events), 300):
        send(events[start : start + 300])
    expected, rows = state(), models.Event.objects.count()
    models.Event.objects.all().delete()
    models.Impression.objects.all().delete()
    models.Activity.objects.all().delete()

    rng = random.Random(7)
    again = [*events, *events]
    rng.shuffle(again)
    real, calls = tables.count_up, iter(range(1_000))

    def interrupted(counts: Any) -> Any:
        # Every third body dies after its events were inserted, as a killed process would.
        if next(calls) % 3 == 0:
            raise DatabaseError("the connection is gone")
        return real(counts)

    monkeypatch.setattr(tables, "count_up", interrupted)
    bodies = [again[start : start + 170] for start in range(0, len(again), 170)]
    while bodies:
        body = bodies.pop(0)
        try:
            send(body)
        except DatabaseError:
            bodies.append(body)
    assert models.Event.objects.count() == rows
    assert state() == expected


def test_duplicates_are_counted_and_conflicts_are_named() -> None:
    send([event(1), event(2)])
    before = state()
    kept = send([event(1), event(2, item="other"), event(3), event(3), event(3, item="third")])
    assert (kept.new, kept.duplicates) == (1, 2)
    assert [(conflict.row, conflict.id) for conflict in kept.conflicts] == [(5, "e3"), (2, "e2")]
    models.Event.objects.filter(id="e3").delete()
    models.Activity.objects.update(events=2)
    assert state() == before


def test_the_same_moment_in_another_time_zone_is_no_conflict() -> None:
    send(event(1, at="2026-03-01T09:00:00+01:00"))
    assert send(event(1, at="2026-03-01T08:00:00Z")).duplicates == 1


def test_ndjson_names_the_line_that_is_wrong() -> None:
    lines = [json.dumps(event(number)) for number in range(4)]
    body = "\n".join(lines).encode()
    assert ingest.ingest(body=body, content_type="application/x-ndjson").new == 4
    broken = "\n".join([lines[0], '{"id": "x"', json.dumps(event(9, kind="stare")), lines[3]]).encode()
    with pytest.raises(InputRefused) as caught:
        ingest.ingest(body=broken, content_type="application/x-ndjson")
    assert {(problem.row, problem.field) for problem in caught.value.problems} == {(2, "body"), (3, "kind")}
    assert models.Event.objects.count() == 4


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"at": "1970-01-01T00:00:00Z"}, "at"),
        ({"at": 0}, "at"),
        ({"at": "2026-03-01T08:00:00"}, "at"),
        ({"at": (timezone.now() + timedelta(days=400)).isoformat()}, "at"),
        ({"at": "yesterday"}, "at"),
        ({"user": ""}, "user"),
        ({"user": "a\x00b"}, "user"),
        ({"item": "x" * 121}, "item"),
        ({"kind": "stare"}, "kind"),
        ({"value": -3}, "value"),
        ({"value": "NaN"}, "value"),
        ({"vaule": 3}, "vaule"),
        ({"kind": "impression"}, "position"),
        ({"kind": "impression", "position": 0}, "position"),
        ({"kind": "impression", "position": 1, "propensity": 1.5}, "propensity"),
        ({"position": 4}, "position"),
    ],
)
def test_what_cannot_be_true_is_refused_by_row_and_field(changes: dict[str, Any], field: str) -> None:
    assert (2, field) in refused([event(1), event(2, **changes), event(3)])


@pytest.mark.parametrize("body", [b"", b"  ", b"{", b"[1, 2]", b'"click"', b"\xff\xfe", b"[{}]"])
def test_what_is_no_event_is_refused(body: bytes) -> None:
    with pytest.raises(InputRefused):
        ingest.ingest(body=body, content_type="application/json")


def test_a_body_may_not_be_endless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.recommend.actions.ingest.reading.MOST_ROWS", 2)
    assert refused([event(1), event(2), event(3)]) == [(None, "body")]


def test_an_event_may_come_before_its_item() -> None:
    """Events name items by key: nothing waits, and nothing has to be resolved."""
    send(event(1, item="later"))
    before = state()
    models.Item.objects.create(key="later", title="Later")
    assert state() == before
    assert models.Event.objects.filter(item__in=models.Item.objects.values("key")).count() == 1


def test_a_machine_is_flagged_and_capped(settings: Settings) -> None:
    settings.EVENTS_PER_USER_PER_DAY = 50
    send([event(number) for number in range(40)])
    assert not models.Profile.objects.exists()
    flood = [event(number, at=event(1)["at"]) for number in range(1_000, 1_200)]
    kept = send([*flood, event(5_000, user="ben")])
    assert (kept.new, kept.capped) == (11, 190)
    assert models.Profile.objects.get().user == "ana"
    assert models.Profile.objects.get().flagged_at is not None
    again = send([event(number, at=event(1)["at"]) for number in range(2_000, 2_300)])
    assert (again.new, again.capped) == (0, 300)
    row = models.Activity.objects.get(user="ana")
    assert (row.events, row.dropped) == (50, 490)
    assert models.Event.objects.filter(user="ana").count() == 50


def shown(number: int, **changes: Any) -> dict[str, Any]:
    return event(number, at=event(1)["at"], kind="impression", position=1, **changes)


def test_who_is_shown_more_than_people_look_at_is_a_machine(settings: Settings) -> None:
    settings.IMPRESSIONS_PER_USER_PER_DAY = 50
    assert send([shown(number) for number in range(40)]).new == 40
    assert not models.Profile.objects.exists()
    kept = send([*[shown(number) for number in range(1_000, 1_200)], shown(5_000, user="ben")])
    assert (kept.new, kept.capped) == (11, 190)
    profile = models.Profile.objects.get()
    assert (profile.user, profile.flagged_at is None) == ("ana", False)
    again = send([*[shown(number) for number in range(2_000, 2_300)], event(1)])
    assert (again.new, again.capped) == (1, 300)
    row = models.Activity.objects.get(user="ana")
    assert (row.events, row.impressions, row.dropped) == (1, 50, 490)
    assert models.Impression.objects.filter(user="ana").count() == 50


def test_caps_of_events_and_impressions_are_their_own(settings: Settings) -> None:
    settings.EVENTS_PER_USER_PER_DAY, settings.IMPRESSIONS_PER_USER_PER_DAY = 5, 20
    day = [*[event(number, at=event(1)["at"]) for number in range(9)], *[shown(number) for number in range(100, 119)]]
    kept = send(day)
    assert (kept.new, kept.capped) == (24, 4)
    later = send([*[event(number, at=event(1)["at"]) for number in range(20, 23)], shown(200), shown(201)])
    assert (later.new, later.capped) == (1, 4)
    row = models.Activity.objects.get()
    assert (row.events, row.impressions, row.dropped) == (5, 20, 8)


def test_what_a_machine_was_shown_teaches_nothing(settings: Settings) -> None:
    settings.IMPRESSIONS_PER_USER_PER_DAY = 50
    stock(4)
    embed()
    now = timezone.now()
    fields = {"item": "i003", "at": (now - timedelta(minutes=1)).isoformat(), "kind": "impression", "position": 1}
    send([event(number, **fields) for number in range(60)])
    send(event(60, user="ben", **fields))
    _shelf, pages = examples.shown(now - timedelta(hours=1), now)
    assert [page.history.user for page in pages] == ["ben"]


def test_an_impression_may_have_the_id_of_the_click_on_it() -> None:
    both = [event(1), event(1, kind="impression", position=1)]
    assert send(both).new == 2
    assert send(both).duplicates == 2
    again = send([event(1, item="other"), event(1, kind="impression", position=1)])
    assert ([(conflict.row, conflict.id) for conflict in again.conflicts], again.duplicates) == ([(1, "e1")], 1)
