"""An agent's answer in the customer's language: looked at first, sent as it stands, beside the agent's own words."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from services.support import models
from services.support.actions import conversations
from services.support.models.choices import Author
from shared.accounts.models import User
from tests.support.generators import Generator, running_generator

pytestmark = pytest.mark.django_db
ENGLISH = "The 200 yuan arrive on 5 March."
CHINESE = "200元将于3月5日到账。"


@pytest.fixture
def generator(settings: Settings) -> Iterator[Generator]:
    with running_generator(CHINESE) as running:
        settings.GENERATOR_URL, settings.GENERATOR_MODEL = running.url, "bilingual"
        yield running


@pytest.fixture
def talk(conversation: models.Conversation, anna: User) -> models.Conversation:
    """A Chinese customer with whom Anna talks."""
    conversation.language = "zh"
    conversation.save()
    return conversations.take_over(conversation=conversation, agent=anna)


def post(client: Client, name: str, talk: models.Conversation, **given: str) -> str:
    response = client.post(reverse(name, args=[talk.pk]), given, headers={"HX-Request": "true"})
    assert response.status_code == 200
    return response.content.decode()


def said_by_people(talk: models.Conversation) -> list[models.Message]:
    return list(talk.messages.filter(author=Author.AGENT))


def test_a_draft_is_shown_and_nothing_is_sent(agent: Client, talk: models.Conversation, generator: Generator) -> None:
    page = post(agent, "desk-draft", talk, text=ENGLISH)
    assert CHINESE in page
    assert "read it before you send it" in page
    assert said_by_people(talk) == []
    system, user = generator.asked[0]["messages"]
    assert "Simplified Chinese" in system["content"]
    assert (user["content"], generator.asked[0]["model"]) == (ENGLISH, "bilingual")


def test_the_customer_reads_what_was_sent_and_colleagues_read_both(
    agent: Client, talk: models.Conversation, generator: Generator
) -> None:
    page = post(agent, "desk-reply", talk, text=ENGLISH, translation=f"{CHINESE}谢谢！", drafted_from=ENGLISH)
    (message,) = said_by_people(talk)
    assert (message.text, message.original) == (f"{CHINESE}谢谢！", ENGLISH)
    assert ENGLISH in page
    assert f"{CHINESE}谢谢！" in page
    told = [event.data for event in talk.events.filter(kind="message")]
    assert told[-1]["text"] == f"{CHINESE}谢谢！"
    assert ENGLISH not in str(told)


def test_own_words_have_no_other_beside_them(agent: Client, talk: models.Conversation) -> None:
    post(agent, "desk-reply", talk, text="已到账")
    assert [(one.text, one.original) for one in said_by_people(talk)] == [("已到账", "")]


def test_an_emptied_translation_sends_nothing(agent: Client, talk: models.Conversation) -> None:
    assert "Write something first." in post(agent, "desk-reply", talk, text=ENGLISH, translation="  ")
    assert said_by_people(talk) == []


def test_another_number_is_named(agent: Client, talk: models.Conversation, generator: Generator) -> None:
    generator.written = "2000元将于3月5日到账。"
    assert "numbers, dates or links differ" in post(agent, "desk-draft", talk, text=ENGLISH)


@pytest.mark.parametrize(
    ("text", "translation", "told"),
    [
        (ENGLISH, CHINESE, "Translated by machine"),
        (ENGLISH, "200元将于3月6日到账。", "numbers, dates or links differ"),
        (ENGLISH.replace("200", "300"), CHINESE, "numbers, dates or links differ"),
        (ENGLISH + " Sorry!", CHINESE, "your words have changed since"),
    ],
)
def test_what_is_edited_is_held_against_the_other(
    agent: Client, talk: models.Conversation, text: str, translation: str, told: str
) -> None:
    page = post(agent, "desk-draft-held", talk, text=text, translation=translation, drafted_from=ENGLISH)
    assert told in page


def test_what_the_machine_writes_is_text(agent: Client, talk: models.Conversation, generator: Generator) -> None:
    generator.written = "</textarea><script>alert(1)</script>"
    page = post(agent, "desk-draft", talk, text=ENGLISH)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_translator_that_fails_says_so(agent: Client, talk: models.Conversation, settings: Settings) -> None:
    settings.GENERATOR_URL = "http://127.0.0.1:9"
    page = post(agent, "desk-draft", talk, text=ENGLISH)
    assert "did not answer" in page
    assert "textarea" not in page


def test_nothing_is_asked_about_nothing(agent: Client, talk: models.Conversation, generator: Generator) -> None:
    assert "Write something first." in post(agent, "desk-draft", talk, text="  ")
    assert generator.asked == []


def test_the_button_is_there_where_it_is_of_use(agent: Client, talk: models.Conversation, settings: Settings) -> None:
    page, button = reverse("conversation", args=[talk.pk]), "data-translate data-key"
    assert button not in agent.get(page).content.decode()
    settings.GENERATOR_URL = "http://127.0.0.1:9"
    shown = agent.get(page).content.decode()
    assert button in shown
    assert "Into 简体中文" in shown
    models.Conversation.objects.update(language="en")
    assert "hidden>Into" in agent.get(page).content.decode()


def test_only_people_of_the_desk_ask(client: Client, talk: models.Conversation) -> None:
    for name in ("desk-draft", "desk-draft-held"):
        assert client.post(reverse(name, args=[talk.pk])).status_code == 302
