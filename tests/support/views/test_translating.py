"""A customer's message in the agent's language, with what the machine may have changed named."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from services.support import models
from services.support.models.choices import Author
from tests.support.actions.answer.test_engine_down import replying_server

pytestmark = pytest.mark.django_db
BUTTON = "desk-translation"


@pytest.fixture
def message(conversation: models.Conversation) -> models.Message:
    models.Conversation.objects.filter(pk=conversation.pk).update(language="zh")
    text = "我3月5日转了200元，还没有到账"
    return models.Message.objects.create(conversation=conversation, author=Author.VISITOR, text=text)


@contextmanager
def translator(settings: Settings, written: str, *, status: int = 200) -> Iterator[None]:
    piece = {"choices": [{"delta": {"content": written}}]}
    body = f"data: {json.dumps(piece)}\n\ndata: [DONE]\n\n".encode()
    with replying_server(status=status, body=body) as url:
        settings.GENERATOR_URL = url
        yield


def ask(client: Client, message: models.Message) -> str:
    return client.get(reverse(BUTTON, args=[message.pk])).content.decode()


def test_it_stands_below_and_says_that_a_machine_wrote_it(
    agent: Client, message: models.Message, settings: Settings
) -> None:
    with translator(settings, "I transferred 200 yuan on 5 March and it has not arrived."):
        page = ask(agent, message)
    assert "I transferred 200 yuan on 5 March" in page
    assert "Translated by machine" in page
    assert "look at the original" not in page
    message.refresh_from_db()
    assert message.text.startswith("我3月")


def test_another_number_is_named(agent: Client, message: models.Message, settings: Settings) -> None:
    with translator(settings, "I transferred 2,000 yuan on 5 March and it has not arrived."):
        assert "look at the original" in ask(agent, message)


def test_what_the_machine_writes_is_text(agent: Client, message: models.Message, settings: Settings) -> None:
    with translator(settings, "<script>alert(1)</script> 200 yuan, 5 March"):
        page = ask(agent, message)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(("written", "status"), [("", 200), ("x", 500)])
def test_a_translator_that_fails_says_so(
    agent: Client, message: models.Message, settings: Settings, written: str, status: int
) -> None:
    with translator(settings, written, status=status):
        assert "did not answer" in ask(agent, message)


def test_the_button_is_there_where_it_is_of_use(agent: Client, message: models.Message, settings: Settings) -> None:
    page, button = reverse("desk-thread", args=[message.conversation_id]), reverse(BUTTON, args=[message.pk])
    assert button not in agent.get(page).content.decode()
    settings.GENERATOR_URL = "http://127.0.0.1:9"
    assert button in agent.get(page).content.decode()
    models.Conversation.objects.update(language="en")
    assert button not in agent.get(page).content.decode()


def test_only_people_of_the_desk_ask(client: Client, message: models.Message) -> None:
    assert client.get(reverse(BUTTON, args=[message.pk])).status_code == 302
