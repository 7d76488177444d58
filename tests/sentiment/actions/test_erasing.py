"""What is erased is gone with everything derived from it; what is left is as if it had never been there."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone

from services.sentiment import models
from services.sentiment.actions import erasing, judging, labels
from services.sentiment.actions.alerts.history import first_broken, write
from services.sentiment.actions.articles import FoundArticle, TextErased, store_article
from services.sentiment.actions.erasing import Proof, Wanted
from services.sentiment.models.choices import DateFrom
from shared.audit.models import AuditEntry
from shared.errors import InputRefused
from shared.outbox.models import Message

LEAD = "The court in the harbour town heard how money was stolen and lost by the firm over years."
COPY = f"Umbrel bad stolen lost lost. {LEAD}"
pytestmark = pytest.mark.django_db


def store(
    url: str, title: str, *, author: str = "", text: str = "", source: models.Source | None = None
) -> models.Article:
    found = FoundArticle(url, title, text, datetime.now(UTC), DateFrom.FEED, 1.0, author=author, language="en")
    return store_article(found=found, source=source).article


@pytest.fixture
def source(desk: None) -> models.Source:
    return models.Source.objects.create(name="North", kind="feed", url="https://north.example/feed", group="north")


@pytest.fixture
def bad(source: models.Source) -> models.Article:
    """Judged, labelled, counted, evidence of an alert, and told of."""
    article = store("https://north.example/bad?utm_source=x", COPY, author="Ada Writer", source=source)
    other = store("https://north.example/good", "Quillon good good thank you", source=source)
    judging.judge_articles(article_ids=[article.pk, other.pk])
    labels.give_label(article=article, sentiment="negative", topic="legal")
    row = {"text": COPY, "entity": "Umbrel", "sentiment": "negative"}
    labels.import_labels(filename="l.jsonl", data=json.dumps(row).encode())
    alert = models.Alert.objects.create(
        rule_name="Many",
        fingerprint="f",
        series="umbrel",
        severity="warning",
        state="firing",
        first_bin=1,
        last_bin=1,
        started_at=timezone.now(),
        evidence={"observed": 2, "articles": [article.pk, other.pk]},
    )
    write(alert=alert, actor="detector", action="firing", at=timezone.now(), score=3.0)
    models.Note.objects.create(alert=alert, text=f"See “{COPY}”.")
    body = {"alerts": [{"evidence": {"articles": [article.pk], "top": [{"title": COPY}]}, "startsAt": "now"}]}
    Message.objects.create(kind="alert", body=body)
    crawl = models.Crawl.objects.create(source=source)
    models.Fetch.objects.create(crawl=crawl, host="north.example", url=article.url, sent_at=timezone.now())
    return article


def erase(**options: Any) -> Proof:
    flags = {name: options.pop(name) for name in ("with_copies", "may_return", "dry_run") if name in options}
    return erasing.erase(wanted=Wanted(**options), **flags)


@pytest.mark.parametrize(
    "wish",
    [{"url": "https://north.example/bad"}, {"author": "ada writer"}, {"pattern": r"stolen\s+lost"}],
    ids=["address", "author", "pattern"],
)
def test_a_text_goes_with_every_trace(bad: models.Article, wish: dict[str, str]) -> None:
    proof = erase(**wish)
    assert [proof.before[kind] for kind in ("articles", "labels", "messages", "logged addresses")] == [1, 2, 1, 1]
    assert set(proof.after.values()) == {0}
    assert proof.holds
    assert models.Article.objects.count() == models.Story.objects.count() == 1
    assert AuditEntry.objects.get(action="texts_erased").fields["counts"]["articles"] == 1


def test_counts_are_what_they_would_be_without_it(bad: models.Article) -> None:
    erase(author="Ada Writer")
    assert [(row.entity and row.entity.name, row.total) for row in models.Bin.objects.all()] == [("Quillon", 1)]


def test_alerts_keep_their_history_and_lose_the_text(bad: models.Article) -> None:
    proof = erase(author="Ada Writer")
    alert = models.Alert.objects.get()
    assert (proof.alerts, proof.broken, first_broken(alert)) == (1, [], None)
    assert (len(alert.evidence["articles"]), alert.evidence["erased"], alert.evidence["observed"]) == (1, 1, 2)
    assert [event.action for event in alert.events.order_by("number")] == ["firing", "redacted"]
    assert alert.notes.get().text == "See “[erased]”."
    body = Message.objects.get().body
    assert body["alerts"][0] == {"evidence": {"articles": [], "top": [{"title": "[erased]"}]}, "startsAt": "now"}


def test_a_source_is_erased_by_its_name(bad: models.Article, source: models.Source) -> None:
    assert erase(source="North").before["articles"] == 2
    assert not models.Article.objects.exists()
    assert not models.Bin.objects.exists()
    assert models.Source.objects.filter(pk=source.pk).exists()


def test_another_outlet_that_told_it_stands_in_and_its_copy_becomes_the_first(bad: models.Article) -> None:
    copy = store("https://south.example/1", f"{COPY} Again.")
    again = store("https://west.example/1", f"{COPY} And again.")
    judging.judge_articles(article_ids=[copy.pk, again.pk])
    assert copy.duplicate_of == bad
    proof = erase(author="Ada Writer")
    assert proof.copies == [copy.pk, again.pk]
    for one in (copy, again):
        one.refresh_from_db()
    assert copy.duplicate_of is None
    assert again.duplicate_of == copy
    story = models.Story.objects.get(articles=copy)
    assert (story.title, story.articles_count) == (copy.title, 2)
    umbrel = models.Bin.objects.filter(entity__name="Umbrel")
    assert sum(umbrel.values_list("total", flat=True)) == models.CountedStory.objects.filter(story=story).count()


def test_copies_go_too_where_that_is_asked(bad: models.Article) -> None:
    store("https://south.example/1", f"{COPY} Again.")
    assert erase(author="Ada Writer", with_copies=True).before["articles"] == 2
    assert list(models.Article.objects.values_list("title", flat=True)) == ["Quillon good good thank you"]


def test_a_later_crawl_does_not_bring_it_back(bad: models.Article) -> None:
    erase(author="Ada Writer")
    for url in ("https://north.example/bad", "https://other.example/the-same-words"):
        with pytest.raises(TextErased):
            store(url, COPY)


def test_what_may_return_is_taken_again(bad: models.Article) -> None:
    erase(author="Ada Writer", may_return=True)
    assert store("https://north.example/bad", COPY).pk


def test_a_dry_run_only_counts(bad: models.Article) -> None:
    assert erase(author="Ada Writer", dry_run=True).before["articles"] == 1
    assert models.Article.objects.count() == 2


@pytest.mark.parametrize(("wish", "field"), [({}, "what"), ({"pattern": "("}, "pattern")])
def test_a_wish_that_is_none_is_refused(db: None, wish: dict[str, str], field: str) -> None:
    with pytest.raises(InputRefused, match=field):
        erase(**wish)


def test_nobodys_texts_are_no_error(bad: models.Article) -> None:
    assert set(erase(author="Nobody").before.values()) == {0}
