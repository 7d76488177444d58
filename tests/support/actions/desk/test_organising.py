"""What sorts a conversation: told to every desk, never to the customer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from services.support import models
from services.support.actions import conversations, desk
from services.support.actions.conversations.routing import team_for
from services.support.actions.desk.organising import DeskRefused
from services.support.models.choices import State
from services.support.queries import desk as stored
from services.support.views.desk.clocks import clock_of
from shared.accounts.models import User
from tests.support.rows import waiting

pytestmark = pytest.mark.django_db


def test_tags_are_clean_and_narrow_the_list(ana: User) -> None:
    row, other = waiting("first"), waiting("second")
    desk.set_tags(conversation=row, agent=ana, tags=[" #Card ", "card", "退款 急"])
    desk.set_tags(conversation=other, agent=ana, tags=["cardholder"])
    row.refresh_from_db()
    assert row.tags == ["card", "退款 急"]
    for tag in ("card", "退款 急"):
        found = stored.queue(show="waiting", agent=ana, filters=stored.Filters(tag=tag))
        assert [one.pk for one in found] == [row.pk]
    with pytest.raises(DeskRefused, match="no tag"):
        desk.set_tags(conversation=row, agent=ana, tags=["<b>"])
    with pytest.raises(DeskRefused, match="at most"):
        desk.set_tags(conversation=row, agent=ana, tags=[f"tag {n}" for n in range(13)])


def test_urgent_stands_first_and_halves_the_time(ana: User) -> None:
    first, second = waiting("first"), waiting("second")
    desk.set_priority(conversation=second, agent=ana, priority=2)
    assert [one.pk for one in stored.queue(show="waiting", agent=ana)] == [second.pk, first.pk]
    second.refresh_from_db()
    clock = clock_of(second)
    assert clock is not None
    assert second.awaiting_since is not None
    assert clock.due - second.awaiting_since == timedelta(minutes=15) / 4
    with pytest.raises(DeskRefused):
        desk.set_priority(conversation=first, agent=ana, priority=7)


def test_put_off_is_out_of_sight_until_the_customer_writes(ana: User) -> None:
    row = waiting()
    desk.snooze(conversation=row, agent=ana, until=timezone.now() + timedelta(hours=1))
    assert not stored.queue(show="waiting", agent=ana).exists()
    assert [one.pk for one in stored.queue(show="snoozed", agent=ana)] == [row.pk]
    assert stored.queue_counts(ana)["snoozed"] == 1
    conversations.post_visitor_message(conversation=row, text="Are you there?")
    assert [one.pk for one in stored.queue(show="waiting", agent=ana)] == [row.pk]
    with pytest.raises(DeskRefused, match="passed"):
        desk.snooze(conversation=row, agent=ana, until=timezone.now() - timedelta(minutes=1))


def test_the_clock_runs_until_a_person_answers(ana: User) -> None:
    row = waiting()
    models.Conversation.objects.update(awaiting_since=timezone.now() - timedelta(minutes=12))
    row.refresh_from_db()
    clock = clock_of(row)
    assert clock is not None
    assert clock.tone == "warn"
    assert clock_of(row, now=timezone.now() + timedelta(minutes=5)).is_late  # type: ignore[union-attr]  # it waits
    conversations.take_over(conversation=row, agent=ana)
    row.refresh_from_db()
    assert clock_of(row) is not None
    conversations.post_agent_message(conversation=row, agent=ana, text="Hello!")
    row.refresh_from_db()
    assert clock_of(row) is None
    conversations.post_visitor_message(conversation=row, text="Thanks, but …")
    row.refresh_from_db()
    assert clock_of(row) is not None


def test_the_nearest_team_gets_it(ana: User) -> None:
    everybody = models.Team.objects.create(name="Everybody")
    chinese = models.Team.objects.create(name="Chinese", languages=["zh"])
    cards = models.Team.objects.create(name="Cards", topics=["card_lost"])
    assert team_for(topic="card_lost", language="zh") == cards
    assert team_for(topic="pin", language="zh") == chinese
    assert team_for(topic="pin", language="en") == everybody
    row = waiting()
    assert row.team == everybody


def test_without_teams_it_is_everybodys() -> None:
    assert team_for(topic="", language="en") is None


def test_a_note_calls_colleagues_and_is_masked(ana: User, ben: User) -> None:
    row = waiting()
    note = desk.add_note(conversation=row, agent=ana, text="@ben look: jo@example.com, @nobody @ana")
    assert "jo@example.com" not in note.text
    assert [one.agent for one in note.mentions.all()] == [ben]
    assert [one.pk for one in stored.queue(show="mentions", agent=ben)] == [row.pk]
    assert stored.queue_counts(ben)["mentions"] == 1
    assert desk.read_mentions(conversation=row, agent=ben) == 1
    assert not stored.queue(show="mentions", agent=ben).exists()


def test_canned_answers_are_filled_and_found_in_the_customers_language(ana: User) -> None:
    row = waiting()
    row.visitor.external_id, row.language = "", "zh"
    desk.save_canned(shortcut="hi", language="en", text="Hello {customer}, I am {agent} of {company}.", user=ana)
    chinese = desk.save_canned(shortcut="hi", language="zh", text="您好，我是{agent}。", user=ana)
    assert stored.canned(search="hi", language="zh")[0] == chinese
    assert desk.fill_canned(answer=chinese, conversation=row, agent=ana) == "您好，我是Ana。"
    english = models.CannedAnswer.objects.get(language="en")
    assert desk.fill_canned(answer=english, conversation=row, agent=ana) == "Hello, I am Ana of Lumen Bank."
    english.refresh_from_db()
    assert english.used == 1
    with pytest.raises(DeskRefused, match="exists"):
        desk.save_canned(shortcut="hi", language="zh", text="x", user=ana)
    with pytest.raises(DeskRefused, match="no slot"):
        desk.save_canned(shortcut="x", language="en", text="{password}", user=ana)


def test_the_history_is_the_customers_own(ana: User) -> None:
    row, stranger = waiting("now"), waiting("somebody else")
    before = conversations.open_conversation(visitor=row.visitor)
    conversations.post_visitor_message(conversation=before, text="last week")
    assert [one.pk for one in stored.history(row)] == [before.pk]
    assert stranger.pk not in {one.pk for one in stored.history(row)}


def test_a_closed_conversation_wakes_from_nothing(ana: User) -> None:
    row = waiting()
    conversations.close(conversation=row, agent=ana)
    row.refresh_from_db()
    assert (row.state, row.awaiting_since) == (State.CLOSED, None)
    with pytest.raises(DeskRefused):
        desk.snooze(conversation=row, agent=ana, until=timezone.now() + timedelta(hours=1))
