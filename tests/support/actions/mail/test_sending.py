"""What is said in a conversation by mail goes out once, in its thread, to its customer and to nobody else."""

from datetime import timedelta

import pytest
from django.core.mail import get_connection
from django.utils import timezone
from pytest_django import Settings

from services.support import models
from services.support.actions import conversations, satisfaction
from services.support.actions.mail import addresses, polling, sending
from services.support.models.choices import Author, Channel
from shared.accounts.models import User
from tests.support.actions.mail.letters import letter
from tests.support.actions.mail.servers import Box, Post

pytestmark = pytest.mark.django_db
State = models.SentMail.State


@pytest.fixture
def talk(box: Box, ana: User) -> models.Conversation:
    """A conversation by mail that Ana has taken over."""
    box.put(letter())
    polling.poll()
    row = models.Conversation.objects.get()
    return conversations.take_over(conversation=row, agent=ana)


def say(row: models.Conversation, agent: User, text: str = "It is free.") -> models.SentMail:
    message = conversations.post_agent_message(conversation=row, agent=agent, text=text)
    return models.SentMail.objects.get(message=message)


def again_now() -> None:
    models.SentMail.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))


def test_an_agents_answer_is_a_mail_in_the_thread(talk: models.Conversation, post: Post, ana: User) -> None:
    row = say(talk, ana)
    assert sending.send_due() == 1
    mail = post.taken[0]
    received = models.ReceivedMail.objects.get().header_id
    assert post.envelopes == [("help@bank.example", "jo@customer.example")]
    assert mail["Message-ID"] == row.header_id
    assert (mail["In-Reply-To"], mail["References"]) == (received, received)
    assert mail["Subject"] == f"Re: A question [#{talk.mail_tag}]"
    assert mail["Reply-To"] == "help@bank.example"
    assert mail["X-Loop"] == "help@bank.example"
    assert "Auto-Submitted" not in mail
    assert mail.get_content().startswith("It is free.")
    assert (row.message.channel, sending.send_due()) == (Channel.EMAIL, 0)


@pytest.mark.usefixtures("bank")
def test_the_assistant_answers_by_the_same_ladder_and_says_what_it_is(box: Box, post: Post) -> None:
    box.put(letter("my card is lost", Subject="Help"))
    polling.poll()
    question = models.Message.objects.get()
    reply = conversations.answer_message(question.pk)
    assert reply is not None
    sending.send_due()
    mail = post.taken[0]
    assert mail["Auto-Submitted"] == "auto-replied"
    assert reply.text.splitlines()[0] in mail.get_content()
    assert "written by our assistant" in mail.get_content()
    assert models.Trace.objects.get().question == question


def test_sources_are_a_list_of_links(talk: models.Conversation, post: Post, ana: User, settings: Settings) -> None:
    row = say(talk, ana)
    cited = {"n": 1, "chunk": 7, "version": 3, "title": "Fees\n", "heading": "Plus", "url": "https://bank.example/fees"}
    models.Message.objects.filter(pk=row.message_id).update(citations=[cited, {**cited, "url": "javascript:alert(1)"}])
    sending.send_due()
    body = post.taken[0].get_content()
    assert "Sources:\n[1] Fees › Plus\n    https://support.bank.example/sources/7/?version=3" in body
    models.SentMail.objects.update(state=State.WAITING)
    again_now()
    settings.SITE_URL = ""
    sending.send_due()
    assert "https://bank.example/fees" in post.taken[1].get_content()
    assert "javascript" not in post.taken[1].get_content()


def test_mails_speak_the_customers_language(talk: models.Conversation, post: Post, ana: User) -> None:
    models.Conversation.objects.update(language="zh")
    say(talk, ana, "免费。")
    sending.send_due()
    assert "请直接回复此邮件" in post.taken[0].get_content()


def test_closing_asks_once_how_it_was(talk: models.Conversation, post: Post, ana: User) -> None:
    say(talk, ana)
    for _ in "12":
        conversations.close(conversation=talk, agent=ana)
        conversations.post_visitor_message(conversation=talk, text="One more", channel=Channel.EMAIL)
        conversations.take_over(conversation=talk, agent=ana)
    sending.send_due()
    assert len(post.taken) == 2
    body = post.taken[1].get_content()
    assert f"https://support.bank.example{satisfaction.link_for(talk).rsplit('/', 2)[0]}" in body
    assert post.taken[1]["Auto-Submitted"] == "auto-generated"


def test_nobody_is_asked_where_the_survey_is_off(talk: models.Conversation, post: Post, ana: User) -> None:
    satisfaction.save_survey(enabled=False, question={}, asks_comment=True, receivers=[])
    say(talk, ana)
    conversations.close(conversation=talk, agent=ana)
    sending.send_due()
    assert len(post.taken) == 1


def test_what_is_said_in_the_chat_goes_out_by_no_mail(talk: models.Conversation, post: Post, ana: User) -> None:
    conversations.post_visitor_message(conversation=talk, text="I am in the chat now")
    conversations.post_agent_message(conversation=talk, agent=ana, text="Hello there")
    assert sending.send_due() == 0


@pytest.mark.parametrize(
    "subject",
    ["Hi\r\nBcc: all@victims.example", "Hi\nX: y", "\u2028Bcc: a@b.example", "=?utf-8?q?Hi=0D=0ABcc:_a=40b.example?="],
)
def test_nothing_of_the_customers_becomes_a_header(
    talk: models.Conversation, post: Post, ana: User, subject: str
) -> None:
    models.Conversation.objects.update(subject=subject)
    talk.refresh_from_db()
    say(talk, ana, "Hello\r\nBcc: a@b.example\r\n.\r\nRCPT TO:<a@b.example>")
    sending.send_due()
    mail = post.taken[0]
    assert "Bcc" not in mail
    assert "X" not in mail
    assert [to for _from, to in post.envelopes] == ["jo@customer.example"]


def test_a_server_that_is_away_is_tried_again(talk: models.Conversation, post: Post, ana: User) -> None:
    say(talk, ana)
    post.refuses.append((451, "try later"))
    sending.send_due()
    row = models.SentMail.objects.get()
    assert (row.state, row.attempts, row.last_error) == (State.WAITING, 1, "451 try later")
    assert sending.send_due() == 0
    again_now()
    sending.send_due()
    row.refresh_from_db()
    assert (row.state, row.last_error) == (State.SENT, "")
    assert len(post.taken) == 1


def test_an_address_that_is_refused_for_good_is_given_up_at_once(
    talk: models.Conversation, post: Post, ana: User
) -> None:
    row = say(talk, ana)
    post.refuses.append((550, "no jo@customer.example here"))
    sending.send_due()
    row.refresh_from_db()
    assert (row.state, row.last_error) == (State.DEAD, "550 no [email] here")
    assert models.Event.objects.filter(kind="desk").exists()
    assert sending.try_again(row)
    sending.send_due()
    assert len(post.taken) == 1


def test_no_server_at_all(talk: models.Conversation, ana: User, settings: Settings, post: Post) -> None:
    row = say(talk, ana)
    settings.EMAIL_PORT = 1
    sending.send_due()
    row.refresh_from_db()
    assert row.state == State.WAITING
    assert "Refused" in row.last_error


def test_what_a_killed_worker_held_goes_out_as_the_same_mail(talk: models.Conversation, post: Post, ana: User) -> None:
    row = say(talk, ana)
    later = timezone.now() + timedelta(minutes=1)
    models.SentMail.objects.update(state=State.SENDING, lease="0" * 32, next_attempt_at=later)
    assert sending.send_due() == 0
    again_now()
    sending.send_due()
    assert post.taken[0]["Message-ID"] == row.header_id


def test_without_an_address_the_mail_says_why_it_cannot_go(talk: models.Conversation, post: Post, ana: User) -> None:
    row = say(talk, ana)
    models.Correspondent.objects.update(sealed="broken")
    sending.send_due()
    row.refresh_from_db()
    assert row.state == State.DEAD
    assert "SECRET_KEY" in row.last_error
    assert addresses.address_of(talk.visitor) == ""


def test_a_notice_of_ours_is_not_mailed(talk: models.Conversation, ana: User) -> None:
    conversations.hand_back(conversation=talk, agent=ana)
    assert models.Message.objects.filter(author=Author.SYSTEM).count() == 2
    assert not models.SentMail.objects.exists()


def test_the_test_speaks_smtp(post: Post) -> None:
    assert type(get_connection()).__module__ == "django.core.mail.backends.smtp"
