"""An agent joins two conversations from the details, sees both in one thread, and undoes it."""

import uuid

from django.test import Client
from django.urls import reverse

from services.support import models
from services.support.actions import conversations
from tests.support.rows import conversation

HTMX = {"HX-Request": "true"}


def pair() -> tuple[models.Conversation, models.Conversation]:
    """Two of one customer."""
    first = conversation("<b>first</b>")
    second = conversations.open_conversation(visitor=first.visitor)
    conversations.post_visitor_message(conversation=second, text="second")
    return first, second


def test_the_customers_others_are_offered_and_merged(agent: Client) -> None:
    first, second = pair()
    page = agent.get(reverse("desk-details", args=[first.pk])).content.decode()
    assert str(second.pk) in page
    response = agent.post(reverse("desk-merge", args=[first.pk]), {"into": str(second.pk)}, headers=HTMX)
    assert response.headers["HX-Redirect"] == reverse("conversation", args=[second.pk])
    thread = agent.get(reverse("desk-thread", args=[second.pk])).content.decode()
    assert "&lt;b&gt;first&lt;/b&gt;" in thread
    assert reverse("desk-unmerge", args=[second.pk, first.pk]) in thread
    closed = agent.get(reverse("desk-thread", args=[first.pk])).content.decode()
    assert reverse("conversation", args=[second.pk]) in closed
    agent.post(reverse("desk-unmerge", args=[first.pk, first.pk]), headers=HTMX)
    assert "first" not in agent.get(reverse("desk-thread", args=[second.pk])).content.decode()


def test_an_address_is_another_way_only_where_there_is_a_list(agent: Client) -> None:
    first, _second = pair()
    page = agent.get(reverse("desk-details", args=[first.pk])).content.decode()
    assert "Or by its address at this desk" in page
    alone = agent.get(reverse("desk-details", args=[conversation().pk])).content.decode()
    assert ">By its address at this desk" in alone
    assert "Or by its address" not in alone


def test_another_customers_is_refused_until_the_box_is_ticked(agent: Client) -> None:
    first, other = conversation("mine"), conversation("theirs")
    address = f"http://testserver{reverse('conversation', args=[other.pk])}?show=open"
    page = agent.post(reverse("desk-merge", args=[first.pk]), {"address": address}, headers=HTMX).content.decode()
    assert "two customers as far as we know" in page
    assert str(other.pk) in page
    assert not models.Merge.objects.exists()
    agent.post(reverse("desk-merge", args=[first.pk]), {"address": address, "same_person": "1"})
    assert models.Merge.objects.get().absorbed is not None


def test_what_is_no_conversation_is_said_to_be_none(agent: Client) -> None:
    row = conversation()
    for pasted in ("", "<script>", str(uuid.uuid4()), str(row.pk)):
        page = agent.post(reverse("desk-merge", args=[row.pk]), {"address": pasted}, headers=HTMX)
        assert 'role="alert"' in page.content.decode()
    assert agent.post(reverse("desk-merge", args=[uuid.uuid4()]), {"into": str(row.pk)}).status_code == 404


def test_merging_needs_a_login(nobody: Client) -> None:
    assert nobody.post(reverse("desk-merge", args=[uuid.uuid4()])).status_code == 302
    assert nobody.post(f"/api/conversations/{uuid.uuid4()}/merge", {}, "application/json").status_code == 401


def test_the_api_merges_and_parts(agent: Client) -> None:
    first, second = pair()
    address = f"/api/conversations/{first.pk}"
    found = agent.post(f"{address}/merge", {"into": str(second.pk)}, "application/json").json()
    assert found["merged"] == [str(first.pk)]
    assert [one["text"] for one in found["messages"]][:2] == ["<b>first</b>", "second"]
    again = agent.post(f"{address}/merge", {"into": str(second.pk)}, "application/json")
    assert (again.status_code, again.json()["code"]) == (409, "not_mergeable")
    assert agent.get(address).json()["merged_into"] == str(second.pk)
    assert agent.post(f"{address}/unmerge").json()["merged_into"] is None
    other = conversation()
    refused = agent.post(f"{address}/merge", {"into": str(other.pk)}, "application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "other_customer")
