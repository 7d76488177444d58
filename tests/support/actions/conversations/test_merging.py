"""Two conversations read as one; nobody is forgotten, nobody reads what is not theirs, and it can be undone."""

import threading

import pytest
from django.db import connection

from services.support import models
from services.support.actions import conversations
from services.support.actions.conversations import merging, refusals
from services.support.actions.erase import erase_visitor
from services.support.models.choices import Author, Channel, State
from services.support.queries import conversations as reading
from services.support.queries import desk, merges
from shared.accounts.models import User
from shared.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(visitor: models.Visitor) -> tuple[models.Conversation, models.Conversation]:
    """Of one customer; each has a message, by turns."""
    rows = tuple(conversations.open_conversation(visitor=visitor) for _ in "12")
    for text in ("first", "second", "third", "fourth"):
        row = rows[text in {"second", "fourth"}]
        conversations.post_visitor_message(conversation=row, text=text)
    return rows[0], rows[1]


def texts(row: models.Conversation) -> list[str]:
    return [one.text for one in desk.thread(row) if one.author == Author.VISITOR]


def state_of(row: models.Conversation) -> str:
    row.refresh_from_db()
    return row.state


def test_both_are_read_in_the_order_of_time(two: tuple[models.Conversation, models.Conversation], ana: User) -> None:
    old, new = two
    conversations.merge(source=old.pk, target=new.pk, agent=ana)
    assert texts(new) == ["first", "second", "third", "fourth"]
    assert [one.text for one in reading.messages(new.pk) if one.author == "visitor"] == texts(new)
    assert texts(old) == ["first", "third"]
    assert state_of(old) == State.CLOSED
    assert AuditEntry.objects.filter(action="conversations_merged").exists()


def test_what_was_not_answered_waits_for_a_person(
    two: tuple[models.Conversation, models.Conversation], ana: User
) -> None:
    old, new = two
    epochs = (old.epoch, new.epoch)
    conversations.merge(source=old.pk, target=new.pk, agent=ana)
    assert state_of(new) == State.WAITING
    old.refresh_from_db()
    assert (old.epoch > epochs[0], new.epoch > epochs[1]) == (True, True)
    assert not old.messages.filter(answering__in=["pending", "claimed"]).exists()


def test_whoever_talks_with_the_customer_goes_on(
    two: tuple[models.Conversation, models.Conversation], ana: User
) -> None:
    old, new = two
    conversations.take_over(conversation=old, agent=ana)
    conversations.merge(source=old.pk, target=new.pk, agent=ana)
    new.refresh_from_db()
    assert (new.state, new.assigned_to) == (State.PERSON, ana)


def test_what_the_customer_writes_in_the_old_one_comes_in_the_new_one(
    two: tuple[models.Conversation, models.Conversation], ana: User
) -> None:
    old, new = two
    conversations.merge(source=old.pk, target=new.pk, agent=ana)
    message = conversations.post_visitor_message(conversation=old.pk, text="fifth", client_id="c5")
    assert message.conversation == new
    assert conversations.post_visitor_message(conversation=old.pk, text="fifth", client_id="c5") == message
    assert state_of(old) == State.CLOSED
    assert old.events.filter(kind="merged").get().data == {"into": str(new.pk)}


def test_undone_it_is_as_before_and_streams_lead_nowhere(
    two: tuple[models.Conversation, models.Conversation], ana: User
) -> None:
    old, new = two
    conversations.merge(source=old.pk, target=new.pk, agent=ana)
    conversations.unmerge(source=old.pk, agent=ana)
    assert texts(new) == ["second", "fourth"]
    assert old.events.filter(kind="merged").get().data == {"into": None}
    assert conversations.post_visitor_message(conversation=old.pk, text="again").conversation == old
    with pytest.raises(merging.NotMergeable):
        conversations.unmerge(source=old.pk, agent=ana)
    conversations.merge(source=old.pk, target=new.pk, agent=ana)


def test_chains_read_on_and_circles_cannot_be_made(
    two: tuple[models.Conversation, models.Conversation], visitor: models.Visitor, ana: User
) -> None:
    old, new = two
    third = conversations.open_conversation(visitor=visitor)
    conversations.merge(source=old.pk, target=new.pk, agent=ana)
    conversations.merge(source=new.pk, target=third.pk, agent=ana)
    assert len(texts(third)) == 4
    assert merges.end_of(old.pk) == third.pk
    for source, target in ((third, old), (third, new), (old, third), (third, third)):
        with pytest.raises(merging.NotMergeable):
            conversations.merge(source=source.pk, target=target.pk, agent=ana)


def test_a_colleagues_customer_is_theirs(
    two: tuple[models.Conversation, models.Conversation], ana: User, ben: User
) -> None:
    old, new = two
    conversations.take_over(conversation=new, agent=ben)
    with pytest.raises(refusals.TakenByAnother):
        conversations.merge(source=old.pk, target=new.pk, agent=ana)
    assert not models.Merge.objects.exists()
    assert state_of(old) == State.BOT
    conversations.merge(source=old.pk, target=new.pk, agent=ben)
    with pytest.raises(refusals.TakenByAnother):
        conversations.unmerge(source=old.pk, agent=ana)
    conversations.unmerge(source=old.pk, agent=ben)


@pytest.fixture
def strangers(two: tuple[models.Conversation, models.Conversation]) -> tuple[models.Conversation, models.Conversation]:
    """A customer by mail, and one in the chat."""
    other = conversations.open_visitor()
    models.Correspondent.objects.create(visitor=other, digest="d" * 64, sealed="s")
    mail = conversations.open_conversation(visitor=other, channel=Channel.EMAIL)
    conversations.post_visitor_message(conversation=mail, text="by mail", channel=Channel.EMAIL)
    return mail, two[0]


def test_two_customers_are_joined_only_when_an_agent_says_that_they_are_one(
    strangers: tuple[models.Conversation, models.Conversation], ana: User
) -> None:
    mail, chat = strangers
    before = mail.visitor_id
    with pytest.raises(merging.OtherCustomer):
        conversations.merge(source=mail.pk, target=chat.pk, agent=ana)
    assert reading.visitor_conversation(mail.pk, chat.visitor_id) is None
    row = conversations.merge(source=mail.pk, target=chat.pk, agent=ana, same_person=True)
    assert row.absorbed_id == before
    assert reading.visitor_conversation(mail.pk, chat.visitor_id) is not None
    assert reading.visitor_conversation(mail.pk, before) is None
    assert models.Correspondent.objects.get().visitor_id == chat.visitor_id
    chat.refresh_from_db()
    assert (chat.channel, bool(chat.mail_tag)) == (Channel.EMAIL, True)
    conversations.unmerge(source=mail.pk, agent=ana)
    assert models.Correspondent.objects.get().visitor_id == before
    assert reading.visitor_conversation(mail.pk, before) is not None
    assert reading.visitor_conversation(mail.pk, chat.visitor_id) is None


def test_whom_the_company_knows_is_never_absorbed(
    strangers: tuple[models.Conversation, models.Conversation], ana: User
) -> None:
    mail, chat = strangers
    models.Visitor.objects.filter(pk=mail.visitor_id).update(external_id="customer-7")
    with pytest.raises(merging.KnownApart):
        conversations.merge(source=mail.pk, target=chat.pk, agent=ana, same_person=True)
    conversations.merge(source=chat.pk, target=mail.pk, agent=ana, same_person=True)


@pytest.mark.usefixtures("no_models")
@pytest.mark.parametrize("by", ["kept", "absorbed"])
def test_erasing_either_erases_the_person(
    strangers: tuple[models.Conversation, models.Conversation], ana: User, by: str
) -> None:
    mail, chat = strangers
    ids = {"kept": chat.visitor_id, "absorbed": mail.visitor_id}
    conversations.merge(source=mail.pk, target=chat.pk, agent=ana, same_person=True)
    proof = erase_visitor(visitor_id=ids[by])
    assert (proof.before["visitors"], proof.before["messages"], proof.holds) == (2, 5, True)
    assert not models.Visitor.objects.exists()
    assert not models.Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_agents_who_join_the_same_two_the_other_way_round_make_one_merge(
    two: tuple[models.Conversation, models.Conversation], ana: User, ben: User
) -> None:
    old, new = two
    start, outcomes = threading.Barrier(2), list[str]()

    def join(source: models.Conversation, target: models.Conversation, agent: User) -> None:
        start.wait()
        try:
            conversations.merge(source=source.pk, target=target.pk, agent=agent)
            outcomes.append("merged")
        except merging.NotMergeable:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=join, args=given) for given in ((old, new, ana), (new, old, ben))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == ["merged", "refused"]
    assert merges.in_force().count() == 1
