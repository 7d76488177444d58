"""Around the talking: details, notes, canned answers, teams, and taking the next one."""

import pytest
from django.test import Client
from django.urls import reverse

from services.support import models
from services.support.actions import conversations, desk
from services.support.models.choices import State
from shared.accounts.models import User
from tests.support.rows import waiting

HTMX = {"HX-Request": "true"}


def test_the_next_customer_is_opened(agent: Client, anna: User) -> None:
    row = waiting()
    response = agent.post(reverse("desk-next"), headers=HTMX)
    assert response.headers["HX-Redirect"] == reverse("conversation", args=[row.pk])
    row.refresh_from_db()
    assert row.assigned_to == anna
    assert "Nobody is waiting." in agent.post(reverse("desk-next"), headers=HTMX).content.decode()
    desk.set_capacity(agent=anna, capacity=1)
    waiting("another")
    assert "as many customers" in agent.post(reverse("desk-next"), headers=HTMX).content.decode()


def test_details_sort_a_conversation(agent: Client, anna: User, colleague: User) -> None:
    row, team = waiting(), models.Team.objects.create(name="Cards")
    address = reverse("desk-organise", args=[row.pk])
    for given in ({"priority": "2"}, {"team": team.pk}, {"tags": "vip, Card"}, {"snooze": "tomorrow"}):
        assert agent.post(address, given, headers=HTMX).status_code == 200
    row.refresh_from_db()
    assert (row.priority, row.team, row.tags) == (2, team, ["vip", "card"])
    assert row.snoozed_until is not None
    agent.post(address, {"snooze": ""}, headers=HTMX)
    agent.post(address, {"to": colleague.pk}, headers=HTMX)
    woken = models.Conversation.objects.get(pk=row.pk)
    assert (woken.snoozed_until, woken.assigned_to) == (None, colleague)
    assert "A colleague is with this customer" in agent.post(address, {"to": anna.pk}, headers=HTMX).content.decode()


def test_a_note_stands_in_the_thread_and_in_no_customers_stream(agent: Client) -> None:
    row = waiting()
    page = agent.post(reverse("desk-note", args=[row.pk]), {"text": "Is <b>angry</b>"}, headers=HTMX)
    assert "Is &lt;b&gt;angry&lt;/b&gt;" in page.content.decode()
    assert "angry" not in str(list(row.events.values_list("data", flat=True)))
    assert (
        "Write something first."
        in agent.post(reverse("desk-note", args=[row.pk]), {"text": " "}, headers=HTMX).content.decode()
    )


def test_canned_answers_are_kept_found_and_used(agent: Client) -> None:
    row = waiting()
    given = {"shortcut": "hello", "language": "en", "text": "Hello, this is {agent}."}
    assert agent.post(reverse("canned"), given).status_code == 302
    assert agent.post(reverse("canned"), given).status_code == 400
    known = models.CannedAnswer.objects.get()
    assert "/hello" in agent.get(reverse("desk-canned", args=[row.pk]), {"q": "/hel"}).content.decode()
    filled = agent.post(reverse("desk-use-canned", args=[row.pk, known.pk]))
    assert filled.content.decode() == "Hello, this is anna."
    agent.post(reverse("edit-canned", args=[known.pk]), {**given, "text": "Hi."})
    known.refresh_from_db()
    assert known.text == "Hi."
    agent.post(reverse("delete-canned", args=[known.pk]))
    assert not models.CannedAnswer.objects.exists()


def test_editors_keep_teams(editor: Client, agent: Client, anna: User) -> None:
    assert agent.get(reverse("teams")).status_code == 403
    given = {"name": "Cards", "topics": "card_lost，pin", "languages": "en", "reply_minutes": 5, "members": [anna.pk]}
    assert editor.post(reverse("teams"), given).status_code == 302
    team = models.Team.objects.get()
    assert (team.topics, team.languages, list(team.members.all())) == (["card_lost", "pin"], ["en"], [anna])
    assert editor.post(reverse("teams"), given).status_code == 400
    assert editor.get(reverse("edit-team", args=[team.pk])).status_code == 200
    editor.post(reverse("seat-capacity", args=[anna.pk]), {"capacity": "3"})
    assert models.Seat.objects.get(agent=anna).capacity == 3
    editor.post(reverse("seat-capacity", args=[anna.pk]), {"capacity": "0"})
    assert models.Seat.objects.get(agent=anna).capacity == 3
    editor.post(reverse("delete-team", args=[team.pk]))
    assert not models.Team.objects.exists()


@pytest.mark.parametrize("show", ["open", "waiting", "mine", "mentions", "bot", "snoozed", "closed", "nonsense"])
def test_every_view_opens_with_every_filter(agent: Client, show: str) -> None:
    waiting()
    models.Team.objects.create(name="Cards")
    given = {"show": show, "team": "-", "topic": "x", "language": "en", "tag": 'a"b'}
    assert agent.get(reverse("desk"), given).status_code == 200
    assert agent.get(reverse("desk-queue"), {"show": show, "team": "'; drop"}).status_code == 200


def test_opening_reads_the_mention(agent: Client, anna: User, colleague: User) -> None:
    row = waiting()
    desk.add_note(conversation=row, agent=colleague, text="@anna yours?")
    assert "Mentions" in agent.get(reverse("desk")).content.decode()
    agent.get(reverse("conversation", args=[row.pk]))
    assert models.Mention.objects.get().read_at is not None


def test_details_show_the_customers_history_and_suggestions_open(agent: Client) -> None:
    row = waiting("Now")
    before = conversations.open_conversation(visitor=row.visitor)
    conversations.post_visitor_message(conversation=before, text="Last week")
    assert "Last week" in agent.get(reverse("desk-details", args=[row.pk])).content.decode()
    page = agent.get(reverse("desk-suggestions", args=[row.pk])).content.decode()
    assert "Nothing fits" in page


def test_away_and_back(agent: Client, anna: User) -> None:
    agent.post(reverse("desk-presence"), {"away": "1"})
    assert models.Seat.objects.get(agent=anna).away
    agent.post(reverse("desk-presence"), {"away": "0"})
    assert not models.Seat.objects.get(agent=anna).away


def test_who_is_late_is_marked(agent: Client) -> None:
    row = waiting()
    models.Conversation.objects.filter(pk=row.pk).update(awaiting_since="2020-01-01T00:00:00Z")
    page = agent.get(reverse("desk-queue")).content.decode()
    assert "clock bad" in page
    assert row.state == State.WAITING
