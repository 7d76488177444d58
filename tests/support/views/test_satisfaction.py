"""The customer's page and the team's page."""

import pytest
from django.test import Client
from django.urls import reverse

from services.support import models
from services.support.actions import satisfaction
from services.support.models.choices import Author
from tests.support.rows import conversation


def answered() -> models.Conversation:
    row = conversation()
    row.messages.create(author=Author.BOT, text="In the post.")
    return row


def test_a_customer_rates_without_a_login(nobody: Client, db: None) -> None:
    row = answered()
    address = satisfaction.link_for(row)
    assert "How did we do?" in nobody.get(address).content.decode()
    assert nobody.post(address, {"score": "9"}).status_code == 400
    assert "Thank you" in nobody.post(address, {"score": "5", "comment": "Quick"}).content.decode()
    rating = models.Rating.objects.get()
    assert (rating.score, rating.comment, rating.channel) == (5, "Quick", "page")


def test_in_the_customers_language(nobody: Client, db: None) -> None:
    row = answered()
    models.Conversation.objects.filter(pk=row.pk).update(language="zh")
    page = nobody.get(satisfaction.link_for(row)).content.decode()
    assert "您对这次服务满意吗" in page
    assert '<html lang="zh">' in page


def test_a_forged_link_leads_nowhere(nobody: Client, db: None) -> None:
    assert nobody.get(reverse("rate", args=["forged"])).status_code == 404


def test_nobody_floods_the_receivers_by_rating_again_and_again(
    nobody: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.api.rate_limit.time.time", lambda: 1_000_000.0)
    address = satisfaction.link_for(answered())
    statuses = [nobody.post(address, {"score": str(1 + number % 5)}).status_code for number in range(21)]
    assert (statuses[0], statuses[-1]) == (200, 429)


def test_the_team_reads_figures_and_words(agent: Client) -> None:
    assert "No ratings in this period" in agent.get(reverse("satisfaction")).content.decode()
    satisfaction.rate(conversation=answered(), score=2, comment="Too slow <b>")
    page = agent.get(reverse("satisfaction")).content.decode()
    assert "Too slow &lt;b&gt;" in page
    assert "These are few ratings" in page


def test_an_editor_chooses_the_question(editor: Client, agent: Client) -> None:
    assert agent.get(reverse("satisfaction-settings")).status_code == 403
    given = {"enabled": "on", "question_en": "Happy?", "question_zh": ""}
    assert editor.post(reverse("satisfaction-settings"), given).status_code == 302
    survey = satisfaction.survey()
    assert (survey.enabled, survey.asks_comment, survey.question) == (True, False, {"en": "Happy?"})
