"""An agent's day: see who waits, take over, answer, hand back, close, and ask why."""

import pytest
from django.test import Client
from django.urls import reverse

from services.support import models
from services.support.actions import conversations, desk
from services.support.actions.mail.addresses import digest_of
from services.support.models.choices import Author, Reason, Rung, State
from services.support.views.desk.ladder import read_trace
from shared.accounts.models import User
from tests.support.rows import article, conversation, trace, waiting

HTMX = {"HX-Request": "true"}


def test_whoever_waits_longest_stands_first(agent: Client) -> None:
    conversation("answered by the assistant")
    first, second = waiting("first"), waiting("second")
    rows = agent.get(reverse("desk-queue")).context["queue"]
    assert [row.pk for row in rows][:2] == [first.pk, second.pk]
    assert len(rows) == 3


def test_the_pages_stream_goes_on_from_where_the_page_was_read(agent: Client) -> None:
    waiting()
    newest = models.Event.objects.latest("pk").pk
    assert f'data-inbox="/api/inbox/events?after={newest}"' in agent.get(reverse("desk")).content.decode()


def test_a_conversation_where_nobody_wrote_is_not_listed(agent: Client) -> None:
    conversations.open_conversation(visitor=conversations.open_visitor())
    assert list(agent.get(reverse("desk-queue")).context["queue"]) == []


def test_take_over_answer_hand_back(agent: Client, anna: User) -> None:
    row = waiting()
    agent.post(reverse("desk-take-over", args=[row.pk]), headers=HTMX)
    page = agent.post(reverse("desk-reply", args=[row.pk]), {"text": "Hello <b>there</b>"}, headers=HTMX)
    assert "Hello &lt;b&gt;there&lt;/b&gt;" in page.content.decode()
    agent.post(reverse("desk-hand-back", args=[row.pk]), headers=HTMX)
    row.refresh_from_db()
    assert row.state == State.BOT
    assert row.messages.get(author=Author.AGENT).agent == anna


def test_the_same_answer_sent_twice_is_one_message(agent: Client) -> None:
    row = waiting()
    agent.post(reverse("desk-take-over", args=[row.pk]), headers=HTMX)
    for _ in range(2):
        agent.post(reverse("desk-reply", args=[row.pk]), {"text": "Hello", "client_id": "abc"}, headers=HTMX)
    assert row.messages.filter(author=Author.AGENT).count() == 1


def test_a_colleagues_customer_stays_theirs(agent: Client, colleague: User) -> None:
    row = waiting()
    conversations.take_over(conversation=row, agent=colleague)
    page = agent.post(reverse("desk-take-over", args=[row.pk]), headers=HTMX).content.decode()
    row.refresh_from_db()
    assert row.assigned_to == colleague
    assert "A colleague is with this customer." in page
    assert reverse("desk-close", args=[row.pk]) not in page


def test_a_closed_conversation_can_only_be_read(agent: Client) -> None:
    row = waiting()
    agent.post(reverse("desk-close", args=[row.pk]), headers=HTMX)
    page = agent.get(reverse("desk-thread", args=[row.pk])).content.decode()
    assert reverse("desk-take-over", args=[row.pk]) not in page


def test_an_empty_answer_is_refused_kindly(agent: Client) -> None:
    row = waiting()
    agent.post(reverse("desk-take-over", args=[row.pk]), headers=HTMX)
    page = agent.post(reverse("desk-reply", args=[row.pk]), {"text": "  "}, headers=HTMX).content.decode()
    assert "Write something first." in page


def test_without_scripts_the_buttons_still_work(agent: Client) -> None:
    row = waiting()
    response = agent.post(reverse("desk-take-over", args=[row.pk]))
    assert response.headers["Location"] == reverse("conversation", args=[row.pk])


def test_an_answer_links_each_mark_to_its_passage(agent: Client) -> None:
    row, chunk = conversation(), article().chunks.get(position=0)
    citation = {"n": 1, "chunk": chunk.pk, "version": 1, "title": "T", "heading": "H"}
    row.messages.create(author=Author.BOT, text="It is free. [1] <script>x</script> [7]", citations=[citation])
    page = agent.get(reverse("desk-thread", args=[row.pk])).content.decode()
    assert f'href="{reverse("source", args=[chunk.pk])}?version=1"' in page
    assert "<script>x" not in page
    assert "[7]" in page


def test_why_shows_scores_against_their_threshold(agent: Client) -> None:
    row, chunk = conversation(), article().chunks.get(position=0)
    reply = row.messages.create(author=Author.BOT, text="…")
    steps = [
        {"step": "retrieve", "milliseconds": 5, "candidates": [{"chunk": chunk.pk, "score": 0.4}]},
        {"step": "threshold", "milliseconds": 0, "score": 0.4, "threshold": 0.8, "accepted": False},
        {"step": "something_new", "milliseconds": 1, "seen": "a fact"},
    ]
    explained = trace(answer=reply, rung=Rung.HANDOVER, reason=Reason.BELOW_THRESHOLD, steps=steps)
    page = agent.get(reverse("desk-why", args=[reply.pk])).content.decode()
    assert "Not certain enough to answer." in page
    assert "Order a replacement card › What it costs" in page
    assert "a fact" in page
    found = read_trace(explained)[1]
    assert (found.state, found.bars[0].share, found.bars[0].mark) == ("failed", 40.0, 80.0)


@pytest.mark.django_db
def test_a_question_that_left_its_subject_is_said_to_stand_alone() -> None:
    step = {"step": "rerank", "candidates": [{"chunk": 1, "score": 0.4}]}
    told = [one.summary for one in read_trace(models.Trace(steps=[step, {**step, "leaves_subject": True}]))]
    assert told == [
        "The best 1 passages",
        "The message leaves what was said before, so it was read on its own. The best 1 passages",
    ]


def test_scores_below_zero_and_beyond_one_fit_on_the_bar(agent: Client) -> None:
    steps = [{"step": "threshold", "score": -2.0, "threshold": 6.0, "accepted": False}]
    bar = read_trace(trace(steps=steps))[0].bars[0]
    assert (bar.share, bar.mark) == (0.0, 100.0)


def test_a_message_without_a_trace_says_so(agent: Client) -> None:
    message = conversation().messages.get()
    assert "was not written by the ladder" in agent.get(reverse("desk-why", args=[message.pk])).content.decode()
    assert not models.Trace.objects.exists()


def test_search_finds_words_in_all_conversations(agent: Client, anna: User) -> None:
    open_one, closed = waiting("My parcel to Lyon is late"), waiting("我的包裹在里昂")
    conversations.close(conversation=closed, agent=anna)
    noted = waiting("Hello")
    desk.add_note(conversation=noted, agent=anna, text="Asked about Lyon by phone")

    def found(words: str, **more: str) -> set[object]:
        page = agent.get(reverse("desk-queue"), {"words": words, **more})
        return {row.pk for row in page.context["queue"]}

    assert found("lyon") == {open_one.pk, noted.pk}
    assert found("lyon parcel") == {open_one.pk}
    assert found("里昂", show="waiting") == {closed.pk}
    assert found("100%") == found("_") == found("ly\x00on parcel nobody") == set()
    assert "Nothing was found." in agent.get(reverse("desk-queue"), {"words": "nobody"}).content.decode()


def test_search_finds_a_customer_by_their_id_or_address(agent: Client) -> None:
    by_id, by_mail = waiting("Hello"), waiting("Hello again")
    models.Visitor.objects.filter(pk=by_id.visitor_id).update(external_id="K-4711")
    sender = digest_of("mia@example.org")
    models.Correspondent.objects.create(visitor=by_mail.visitor, digest=sender, sealed="-")
    for words, row in (("k-4711", by_id), (" Mia@Example.org", by_mail)):
        page = agent.get(reverse("desk-queue"), {"words": words})
        assert [one.pk for one in page.context["queue"]] == [row.pk]
        assert "%40" in page.context["query"] or row is by_id
        assert sender not in page.content.decode()
