"""The same for several conversations: each is decided on its own, and those that refuse are listed."""

import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from services.support import models
from services.support.actions import conversations, desk
from services.support.models.choices import State
from shared.accounts.models import User
from tests.support.rows import conversation, waiting

HTMX = {"HX-Request": "true"}


def send(client: Client, what: str, *rows: models.Conversation, **given: str) -> str:
    data = {"what": what, "chosen": [str(row.pk) for row in rows], **given}
    response = client.post(reverse("desk-several"), data, headers=HTMX)
    assert response.status_code == 200
    return str(response.content.decode())


def now(*rows: models.Conversation) -> list[models.Conversation]:
    return [models.Conversation.objects.get(pk=row.pk) for row in rows]


def test_those_that_refuse_are_listed_and_the_others_are_done(agent: Client, colleague: User) -> None:
    first, theirs, last = waiting("Where is my card?"), waiting("<b>Bruno's</b>"), conversation("Is there a fee?")
    conversations.take_over(conversation=theirs, agent=colleague)
    before = theirs.events.count()
    page = send(agent, "close", first, theirs, last)
    assert [row.state for row in now(first, theirs, last)] == [State.CLOSED, State.PERSON, State.CLOSED]
    assert "Done for 2 conversations." in page
    assert f'data-refused="{theirs.pk} "' in page
    assert "&lt;b&gt;Bruno&#x27;s&lt;/b&gt;</a>: A colleague is with this customer." in page
    assert theirs.events.count() == before


def test_what_is_sorted_is_sorted_for_all(agent: Client, anna: User) -> None:
    rows, team = (waiting("first"), waiting("second")), models.Team.objects.create(name="Cards")
    desk.set_tags(conversation=rows[0], agent=anna, tags=["vip"])
    send(agent, "tags", *rows, tags="Card， late")
    send(agent, f"team:{team.pk}", *rows)
    send(agent, "priority:2", *rows)
    send(agent, "snooze:tomorrow", *rows)
    assert [row.tags for row in now(*rows)] == [["vip", "card", "late"], ["card", "late"]]
    assert {(row.team, row.priority, row.snoozed_until is not None) for row in now(*rows)} == {(team, 2, True)}
    send(agent, "team:", *rows)
    send(agent, "snooze:", *rows)
    assert {(row.team, row.snoozed_until) for row in now(*rows)} == {(None, None)}


def test_a_colleague_gets_no_more_than_they_take(agent: Client, colleague: User) -> None:
    desk.set_capacity(agent=colleague, capacity=1)
    closed = waiting("over")
    conversations.close(conversation=closed, agent=colleague)
    rows = (waiting("first"), waiting("second"), closed)
    page = send(agent, f"to:{colleague.pk}", *rows)
    assert [row.state for row in now(*rows)] == [State.PERSON, State.WAITING, State.CLOSED]
    assert "Done for 1 conversation." in page
    assert "second</a>: That is as many customers as one agent takes at once." in page
    assert "over</a>: The conversation is closed." in page


def test_one_tag_too_many_leaves_a_conversation_as_it_was(agent: Client, anna: User) -> None:
    full, free = waiting("full"), waiting("free")
    desk.set_tags(conversation=full, agent=anna, tags=[f"tag {number}" for number in range(12)])
    page = send(agent, "tags", full, free, tags="one, more")
    assert [len(row.tags) for row in now(full, free)] == [12, 2]
    assert "12 tags at most" in page


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("", "Choose what to do"),
        ("erase", "Choose what to do"),
        ("to:99999", "Choose what to do"),
        ("team:99999", "Choose what to do"),
        ("team:x", "Choose what to do"),
        ("tags", "Write a tag first."),
    ],
)
def test_what_cannot_be_done_is_told_once_and_nothing_happens(agent: Client, what: str, told: str) -> None:
    rows = waiting("first"), waiting("second")
    before = models.Event.objects.count()
    page = send(agent, what, *rows)
    assert page.count(told) == 1
    assert "data-nothing" in page
    assert models.Event.objects.count() == before


def test_nothing_or_too_much_chosen_is_refused(agent: Client) -> None:
    assert "Choose conversations first." in send(agent, "close")
    many = {"what": "close", "chosen": [str(uuid.uuid4()) for _ in range(61)]}
    assert "Choose 60 conversations at most." in agent.post(reverse("desk-several"), many).content.decode()


def test_one_that_is_gone_is_refused_by_itself(agent: Client) -> None:
    gone, here = waiting("gone"), waiting("here")
    key = gone.pk
    gone.delete()
    gone.pk = key
    page = send(agent, "close", gone, here)
    assert "There is no such conversation." in page
    assert now(here)[0].state == State.CLOSED


def test_who_reads_the_queue_alone_does_nothing_in_it(nobody: Client) -> None:
    assert nobody.post(reverse("desk-several"), {"what": "close"}).status_code in {302, 403}


def test_the_bar_offers_colleagues_teams_and_times(agent: Client, colleague: User) -> None:
    team = models.Team.objects.create(name="Cards")
    page = agent.get(reverse("desk-several")).content.decode()
    for value in (f"to:{colleague.pk}", f"team:{team.pk}", "priority:2", "snooze:tomorrow", "close", "tags"):
        assert f'value="{value}"' in page


def test_each_costs_what_its_own_action_costs(agent: Client, anna: User) -> None:
    """Nothing is asked for a second time because there are more of them."""
    alone, one, six = (_rows(number) for number in (1, 1, 6))
    agent.get(reverse("desk-queue"))
    single = _queries(lambda: conversations.close(conversation=alone[0].pk, agent=anna))
    first = _queries(lambda: send(agent, "close", *one))
    assert _queries(lambda: send(agent, "close", *six)) - first == 5 * single


def _rows(number: int) -> list[models.Conversation]:
    return [waiting(f"row {place}") for place in range(number)]


def _queries(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as caught:
        act()
    return len(caught)
