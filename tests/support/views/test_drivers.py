"""The page of what moves satisfaction, the policy's threshold, and the desk's foresight."""

import pytest
from django.test import Client
from django.urls import reverse

from services.support import models
from services.support.actions import conversations, remembered
from services.support.models.choices import State
from services.support.queries import answers
from shared.audit.models import AuditEntry
from shared.jobs.models import Job
from tests.support import fits
from tests.support.rows import conversation, waiting


@pytest.fixture(autouse=True)
def _fresh(db: None) -> None:
    remembered.forget_all()


def page(client: Client, **headers: str) -> str:
    return client.get(reverse("satisfaction-drivers"), headers=headers).content.decode()


def test_before_the_first_fit_it_says_what_will_come(agent: Client) -> None:
    shown = page(agent)
    assert "Nothing fitted yet" in shown
    assert "Fit anew" not in shown


def test_too_few_ratings_show_counts_and_no_effects(agent: Client) -> None:
    fits.drivers(ratings=20)
    fits.forecast(ratings=20)
    shown = page(agent)
    assert "Too few to tell: 20 ratings" in shown
    assert "Too few to foresee anything: 20 ratings" in shown
    assert "data-chart" not in shown


def test_effects_stand_with_intervals_words_and_doubts(agent: Client) -> None:
    fits.drivers()
    fits.forecast()
    shown = page(agent)
    assert "α · Function" in shown
    assert "ten points more of 100, the others alike" in shown
    assert "Only those who rated are in it" in shown
    assert "VIF" in shown
    assert "Do its chances mean what they say?" in shown
    assert shown.count("data-chart") == 2


def test_the_same_in_chinese(agent: Client) -> None:
    fits.drivers()
    fits.forecast()
    shown = page(agent, accept_language="zh-hans")
    assert "满意度的影响因素" in shown
    assert "百分制每高 10 分" in shown
    assert "α · 功能" in shown


def test_an_editor_fits_anew_and_a_second_click_starts_nothing(editor: Client) -> None:
    for _click in "12":
        assert editor.post(reverse("fit-satisfaction")).status_code == 302
    assert Job.objects.filter(kind="support.satisfaction").count() == 1


def test_a_threshold_is_previewed_saved_and_switched_off(editor: Client) -> None:
    fits.forecast()
    shown = editor.get(reverse("policy")).content.decode()
    assert "A person before it is too late" in shown
    costs = [
        editor.get(reverse("policy-early-preview"), {"chance_percent": chance}).context["cost"]
        for chance in ("20", "70")
    ]
    assert costs[0].handed >= costs[1].handed > 0
    assert editor.post(reverse("policy-early"), {"early": "on", "chance_percent": "70"}).status_code == 302
    assert answers.policy().early_handover == pytest.approx(0.7)
    assert AuditEntry.objects.filter(action="early_handover_changed").count() == 1
    editor.post(reverse("policy-early"), {"chance_percent": "70"})
    assert answers.policy().early_handover is None


@pytest.mark.parametrize("chance", ["", "0", "99", "x", "nan", "inf"])
def test_nonsense_is_refused_and_nothing_is_changed(editor: Client, chance: str) -> None:
    assert editor.get(reverse("policy-early-preview"), {"chance_percent": chance}).status_code == 400
    editor.post(reverse("policy-early"), {"early": "on", "chance_percent": chance})
    assert answers.policy().early_handover is None


def test_without_enough_ratings_the_policy_says_so(editor: Client) -> None:
    fits.forecast(ratings=20)
    editor.post(reverse("policy-early"), {"early": "on", "chance_percent": "60"})
    shown = editor.get(reverse("policy")).content.decode()
    assert "nobody is called early at the moment" in shown
    assert "appears when there are enough ratings" in shown


def test_the_desk_shows_the_chance_with_its_reasons_and_sorts_by_it(agent: Client) -> None:
    fits.minds_tone()
    calm = waiting("How do I freeze my card")
    angry = conversation("where is my card")
    for text in ("This is ridiculous", "you are useless", "that did not help, useless!!"):
        conversations.post_visitor_message(conversation=angry, text=text)
    usual = agent.get(reverse("desk"), {"show": "open"})
    assert [row.pk for row in usual.context["queue"]] == [calm.pk, angry.pk]
    sorted_by_it = agent.get(reverse("desk-queue"), {"show": "open", "order": "unhappy"})
    assert [row.pk for row in sorted_by_it.context["queue"]] == [angry.pk, calm.pk]
    assert "order=unhappy" in sorted_by_it.context["query"]
    shown = agent.get(reverse("conversation", args=[angry.pk])).content.decode()
    assert "Chance of being unhappy: 8" in shown
    assert "Reproachful tone" in shown
    assert "Forecast version 1" in shown


def test_without_a_forecast_the_desk_is_as_it_was(agent: Client) -> None:
    row = conversation("where is my card")
    models.Prediction.objects.create(conversation=row, probability=0.9, version=1, event=1)
    shown = agent.get(reverse("desk"), {"order": "unhappy"})
    assert not shown.context["by_unhappiness"]
    assert "☹" not in shown.content.decode()
    assert "Likely unhappy first" not in shown.content.decode()
    assert models.Conversation.objects.get().state == State.BOT
