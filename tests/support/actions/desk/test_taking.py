"""Two agents, one queue: nobody gets the same customer, nobody more than they take."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from services.support import models
from services.support.actions import conversations, desk
from services.support.actions.conversations.refusals import StateConflict
from services.support.models.choices import State
from shared.accounts.models import User
from tests.support.rows import waiting


@pytest.mark.django_db
def test_the_most_urgent_first_then_the_longest_wait(ana: User) -> None:
    first, second = waiting("first"), waiting("second")
    desk.set_priority(conversation=second, agent=ana, priority=1)
    taken = [desk.take_next(agent=ana) for _ in range(3)]
    assert [one and one.pk for one in taken] == [second.pk, first.pk, None]


@pytest.mark.django_db
def test_teams_take_their_own_and_what_is_nobodys(ana: User, ben: User) -> None:
    cards = models.Team.objects.create(name="Cards", topics=["card_lost"])
    cards.members.add(ben)
    loans = models.Team.objects.create(name="Loans", topics=["loan"])
    theirs, nobodys = waiting("theirs"), waiting("nobody's")
    desk.set_team(conversation=theirs, agent=ana, team=loans)
    taken = desk.take_next(agent=ben)
    assert taken is not None
    assert taken.pk == nobodys.pk
    assert desk.take_next(agent=ben) is None
    assert desk.take_next(agent=ana) is not None


@pytest.mark.django_db
def test_capacity_is_kept(ana: User, ben: User) -> None:
    desk.set_capacity(agent=ana, capacity=1)
    first, second = waiting("first"), waiting("second")
    desk.take_next(agent=ana)
    with pytest.raises(desk.AtCapacity):
        desk.take_next(agent=ana)
    with pytest.raises(desk.AtCapacity, match="Ana has 1"):
        desk.assign(conversation=second, agent=ben, to=ana)
    desk.assign(conversation=second, agent=ben, to=ana, force=True)
    desk.assign(conversation=first, agent=ana, to=ben)
    first.refresh_from_db()
    assert first.assigned_to == ben


@pytest.mark.django_db
def test_nobody_gives_away_anothers_customer(ana: User, ben: User) -> None:
    row = waiting()
    conversations.take_over(conversation=row, agent=ana)
    with pytest.raises(StateConflict):
        desk.assign(conversation=row, agent=ben, to=ben)
    lead = User.objects.create_user(username="lead", password=None, role="editor")
    desk.assign(conversation=row, agent=lead, to=ben)
    row.refresh_from_db()
    assert row.assigned_to == ben
    conversations.close(conversation=row, agent=ben)
    with pytest.raises(StateConflict, match="closed"):
        desk.assign(conversation=row, agent=lead, to=ana)


@pytest.mark.django_db(transaction=True)
def test_two_agents_who_press_at_once_get_different_customers(ana: User, ben: User) -> None:
    for number in range(12):
        waiting(f"customer {number}")
    for agent in (ana, ben):
        desk.set_capacity(agent=agent, capacity=12)

    def work(agent: User) -> list[object]:
        try:
            taken = [desk.take_next(agent=agent) for _ in range(6)]
            return [one.pk for one in taken if one is not None]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(work, (ana, ben))
    assert len(set(first) | set(second)) == 12
    rows = models.Conversation.objects.filter(state=State.PERSON)
    assert {(row.pk in first, row.assigned_to == ana) for row in rows} <= {(True, True), (False, False)}


@pytest.mark.django_db(transaction=True)
def test_one_agent_who_presses_twice_at_once_stays_within_their_limit(ana: User) -> None:
    for number in range(4):
        waiting(f"customer {number}")
    desk.set_capacity(agent=ana, capacity=1)

    def press(_number: int) -> bool:
        try:
            return desk.take_next(agent=ana) is not None
        except desk.AtCapacity:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(press, range(3))) == [False, False, True]
