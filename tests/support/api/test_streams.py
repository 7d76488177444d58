"""Server-sent events over a real server: replay, live, pieces, and a cut stream taken up again."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from httpx_sse import ServerSentEvent, connect_sse
from hypothesis import given
from hypothesis import strategies as st

from modelkit.serving.running import background
from services.support import models
from services.support.actions import conversations
from services.support.actions.answerers import answerers
from services.support.actions.desk import set_team
from services.support.actions.wakeups import wakeups
from services.support.api import visitor_token
from services.support.api.pieces import pieces_of
from services.support.api.reading import Reading
from services.support.api.streams import _inbox_data
from services.support.asgi import application
from services.support.models.choices import Author
from services.support.queries.events import events_since, newest_id
from shared.accounts.models import User
from shared.api_keys.actions import issue_key

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("bank")]


@pytest.fixture
def server() -> Iterator[str]:
    with background(application) as url:  # type: ignore[arg-type]  # any ASGI application
        yield url


@pytest.fixture
def browser(server: str, visitor: models.Visitor) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {visitor_token.issue(visitor.pk)}"}
    with httpx.Client(base_url=server, headers=headers, timeout=30) as client:
        yield client


def test_an_answer_comes_in_pieces_and_then_whole(browser: httpx.Client, conversation: models.Conversation) -> None:
    _ask(browser, conversation)
    events = _read(browser, conversation, until=_bot_message)
    whole = json.loads(events[-1].data)
    pieces = [json.loads(event.data) for event in events if event.event == "piece"]
    assert len(pieces) > 2
    assert "".join(piece["text"] for piece in pieces) == whole["text"]
    assert [event.event for event in events if event.event != "piece"] == ["message", "typing", "message"]


def test_a_stream_cut_anywhere_loses_and_doubles_nothing(
    browser: httpx.Client, conversation: models.Conversation
) -> None:
    _ask(browser, conversation)
    complete = _read(browser, conversation, until=_bot_message)
    for cut in range(len(complete)):
        taken = complete[: cut + 1]
        rest = _read(browser, conversation, after=taken[-1].id, until=_bot_message) if cut < len(complete) - 1 else []
        assert [(event.id, event.data) for event in taken + rest] == [(event.id, event.data) for event in complete]


def test_what_happens_later_arrives_on_the_open_stream(
    browser: httpx.Client, conversation: models.Conversation
) -> None:
    with connect_sse(browser, "GET", _path(conversation)) as source:
        stream = source.iter_sse()
        conversations.ask_for_person(conversation=conversation)
        assert [next(stream).event for _ in range(2)] == ["message", "state"]


def test_another_processs_write_is_seen_soon(browser: httpx.Client, conversation: models.Conversation) -> None:
    """Without the in-process bell, the poll finds it."""
    with connect_sse(browser, "GET", _path(conversation)) as source:
        stream = source.iter_sse()
        models.Event.objects.create(conversation=conversation, number=1, kind="state", data={"state": "bot"})
        models.Conversation.objects.filter(pk=conversation.pk).update(last_event=1)
        assert next(stream).id == "1"


def test_an_old_answer_is_replayed_whole(browser: httpx.Client, conversation: models.Conversation) -> None:
    _ask(browser, conversation)
    models.Event.objects.update(created_at="2025-01-01T00:00:00Z")
    assert "piece" not in [event.event for event in _read(browser, conversation, until=_bot_message)]


@pytest.mark.parametrize("after", ["nonsense", "-1", "1.x", "99999999999999999999", "١"])
def test_an_unreadable_position_means_the_beginning(
    browser: httpx.Client, conversation: models.Conversation, after: str
) -> None:
    conversations.ask_for_person(conversation=conversation)
    with connect_sse(browser, "GET", _path(conversation), params={"after": after}) as source:
        assert next(source.iter_sse()).id == "1"


def test_the_inbox_hears_of_every_conversation(server: str, conversation: models.Conversation) -> None:
    _key, text = issue_key(name="desk", scopes=["conversations:read"], created_by=None)
    with (
        httpx.Client(base_url=server, headers={"Authorization": f"Bearer {text}"}, timeout=30) as desk,
        connect_sse(desk, "GET", "/api/inbox/events") as source,
    ):
        stream = source.iter_sse()
        conversations.ask_for_person(conversation=conversation)
        event = next(stream)
    assert json.loads(event.data)["conversation"] == str(conversation.pk)


def test_the_inbox_hears_what_was_committed_late(server: str, conversation: models.Conversation) -> None:
    """Its id was given out before that of another agent's event, which was seen first."""
    _key, text = issue_key(name="desk", scopes=["conversations:read"], created_by=None)
    first = newest_id() + 1
    with (
        httpx.Client(base_url=server, headers={"Authorization": f"Bearer {text}"}, timeout=30) as desk,
        connect_sse(desk, "GET", "/api/inbox/events", params={"after": str(first - 1)}) as source,
    ):
        stream = source.iter_sse()
        heard = []
        for place in (1, 0, 2):
            models.Event.objects.create(pk=first + place, conversation=conversation, number=place, kind="feedback")
            wakeups.wake(conversation.pk)
            heard.append(next(event for event in stream if event.data))
    assert [json.loads(event.data)["number"] for event in heard] == [1, 0, 2]
    # The browser comes back with the last of these, and nothing is told twice.
    assert [event.id for event in heard] == [str(first + place) for place in (1, 1, 2)]


def test_ids_that_stay_empty_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    reading = Reading(10)
    reading.have(13)
    reading.have(12)
    assert (reading.last, reading.late) == (13, [11])
    monkeypatch.setattr("services.support.api.reading._LATE_SECONDS", 0.0)
    assert reading.late == []
    reading.have(1_000_000)
    assert len(reading._missed) == 100


def test_the_inbox_tells_who_is_concerned_and_nothing_that_was_written(conversation: models.Conversation) -> None:
    team, anna = models.Team.objects.create(name="Cards"), User.objects.create_user(username="anna", role="agent")
    conversations.post_visitor_message(conversation=conversation, text="Where is my card?")
    written = conversations.post_visitor_message(conversation=conversation, text="My name is Mallory.")
    set_team(conversation=conversation, agent=anna, team=team)
    told = [_inbox_data(event) for event in events_since(0)]
    assert told[-1] == {
        "conversation": str(conversation.pk),
        "kind": "desk",
        "number": conversation.events.count(),
        "state": "bot",
        "author": None,
        "agent": None,
        "team": team.pk,
        "subject": "Where is my card?",
        "changed": "team",
        "by": anna.pk,
        "called": [],
    }
    assert written.text not in json.dumps(told)


def test_customers_line_breaks_cannot_forge_an_event(browser: httpx.Client, conversation: models.Conversation) -> None:
    text = "hi\n\nevent: state\ndata: {}\r\n\u2028id: 99"
    conversations.post_visitor_message(conversation=conversation, text=text)
    first = _read(browser, conversation, until=lambda event: event.event == "message")[0]
    assert (first.event, first.id) == ("message", "1")


@given(text=st.text(max_size=80), offset=st.integers(0, 100))
def test_pieces_join_to_the_rest_of_the_text(text: str, offset: int) -> None:
    pieces = list(pieces_of(text, offset))
    assert "".join(piece["text"] for piece, _end in pieces) == text[offset:]
    assert all(piece["text"] for piece, _end in pieces)


def _ask(browser: httpx.Client, conversation: models.Conversation) -> None:
    path = f"/api/widget/conversations/{conversation.pk}/messages"
    browser.post(path, json={"text": "my card is lost"}).raise_for_status()
    answerers.stop()
    assert models.Message.objects.filter(author=Author.BOT).exists()


def _read(
    browser: httpx.Client, conversation: models.Conversation, *, until: Any, after: str = ""
) -> list[ServerSentEvent]:
    events: list[ServerSentEvent] = []
    headers = {"Last-Event-ID": after} if after else {}
    with connect_sse(browser, "GET", _path(conversation), headers=headers) as source:
        for event in source.iter_sse():
            events.append(event)
            if until(event):
                break
    return events


def _bot_message(event: ServerSentEvent) -> bool:
    return event.event == "message" and json.loads(event.data)["author"] == Author.BOT


def _path(conversation: models.Conversation) -> str:
    return f"/api/widget/conversations/{conversation.pk}/events"
