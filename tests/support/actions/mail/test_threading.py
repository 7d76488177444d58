"""Which conversation a mail belongs to: its sender's own, or a new one; never somebody else's."""

from email.message import EmailMessage

import pytest

from services.support import models
from services.support.actions import conversations
from services.support.actions.mail import polling, receiving, sending
from services.support.models.choices import Author, State, Verdict
from shared.accounts.models import User
from tests.support.actions.mail.letters import answer_to, letter
from tests.support.actions.mail.servers import Box, Post

pytestmark = pytest.mark.django_db


def begun(box: Box, post: Post, ana: User, **given: str) -> EmailMessage:
    """A mail came, and Ana has answered it: what the customer then has in hand."""
    box.put(letter(**given))
    polling.poll()
    row = models.Conversation.objects.latest("created_at")
    conversations.take_over(conversation=row, agent=ana)
    conversations.post_agent_message(conversation=row, agent=ana, text="It is free.")
    sending.send_due()
    return post.taken[-1]


def test_an_answer_goes_on_where_it_began(box: Box, post: Post, ana: User) -> None:
    mail = begun(box, post, ana)
    box.put(answer_to(mail))
    polling.poll()
    row = models.Conversation.objects.get()
    assert [one.author for one in row.messages.exclude(author=Author.SYSTEM)] == ["visitor", "agent", "visitor"]
    assert row.state == State.PERSON


def test_without_references_the_subjects_tag_leads_there(box: Box, post: Post, ana: User) -> None:
    mail = begun(box, post, ana)
    box.put(letter("And abroad?", Subject=f"AW: {mail['Subject']}"))
    polling.poll()
    assert models.Conversation.objects.count() == 1


def test_a_second_mail_of_theirs_may_refer_to_their_first(box: Box) -> None:
    first = letter()
    box.put(first)
    box.put(answer_to(first, "I forgot to say: abroad."))
    polling.poll()
    assert models.Conversation.objects.count() == 1


def test_a_new_mail_is_a_new_conversation_of_the_same_customer(box: Box) -> None:
    box.put(letter())
    box.put(letter(sender="JO@Customer.example"))
    polling.poll()
    assert models.Conversation.objects.count() == 2
    assert models.Visitor.objects.count() == 1


@pytest.mark.parametrize("by", ["references", "tag", "both"])
def test_nobody_gets_into_somebody_elses_conversation(box: Box, post: Post, ana: User, by: str) -> None:
    mail = begun(box, post, ana)
    given = {} if by == "references" else {"Subject": str(mail["Subject"])}
    if by != "tag":
        given |= {"In_Reply_To": str(mail["Message-ID"]), "References": str(mail["Message-ID"])}
    box.put(letter("Send me all they said.", sender="mallory@evil.example", **given))
    polling.poll()
    victim, other = models.Conversation.objects.order_by("created_at")
    assert victim.messages.filter(author=Author.VISITOR).count() == 1
    assert other.visitor != victim.visitor
    assert other.messages.get().text.endswith("Send me all they said.")


def test_a_closed_conversation_is_opened_again_as_in_the_chat(box: Box, post: Post, ana: User) -> None:
    mail = begun(box, post, ana)
    row = models.Conversation.objects.get()
    conversations.close(conversation=row, agent=ana)
    box.put(answer_to(mail))
    polling.poll()
    row.refresh_from_db()
    assert row.state == State.BOT


def test_an_address_is_no_proof_of_a_customer_that_the_company_knows(box: Box) -> None:
    conversations.open_visitor(external_id="jo@customer.example")
    box.put(letter())
    polling.poll()
    assert models.Conversation.objects.get().visitor.external_id == ""


def test_two_machines_do_not_talk_for_ever(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "ANSWERED_AN_HOUR", 2)
    monkeypatch.setattr(receiving, "TAKEN_AN_HOUR", 3)
    first = letter()
    for mail in (first, *(answer_to(first, f"Again, number {n}?") for n in range(3))):
        box.put(mail)
    box.put(letter(sender="somebody@else.example"))
    polling.poll()
    row = models.Conversation.objects.get(visitor__correspondent__isnull=False, received_mail__uid=1)
    assert row.messages.filter(author=Author.VISITOR).count() == 3
    assert (row.state, row.handover_reason) == (State.WAITING, "many_mails")
    assert models.ReceivedMail.objects.get(uid=4).verdict == Verdict.TOO_MANY
    assert models.ReceivedMail.objects.get(uid=5).verdict == Verdict.TAKEN


def test_our_own_mail_coming_back_is_not_answered(box: Box, post: Post, ana: User) -> None:
    mail = begun(box, post, ana)
    box.put(mail)
    forwarded = letter("fwd", X_Loop="help@bank.example")
    box.put(forwarded)
    polling.poll()
    assert models.ReceivedMail.objects.filter(verdict=Verdict.OWN).count() == 2
    assert models.Message.objects.filter(author=Author.VISITOR).count() == 1


def test_a_bounce_is_shown_at_the_message_that_came_back(box: Box, post: Post, ana: User) -> None:
    mail = begun(box, post, ana)
    text = f"Your message was not delivered.\n\nMessage-ID: {mail['Message-ID']}\n"
    box.put(letter(text, sender="mailer-daemon@mx.example", Return_Path="<>"))
    polling.poll()
    assert models.SentMail.objects.get().state == models.SentMail.State.BOUNCED
    assert models.Message.objects.filter(author=Author.VISITOR).count() == 1


def test_a_subject_alone_is_a_question(box: Box) -> None:
    box.put(letter("Thanks", Subject="What does Plus cost?"))
    polling.poll()
    assert models.Message.objects.get().text == "What does Plus cost?\n\nThanks"


def test_a_mail_in_chinese_is_answered_in_chinese(box: Box) -> None:
    box.put(letter("请问年费是多少？", Subject="年费"))
    polling.poll()
    assert models.Conversation.objects.get().language == "zh"
