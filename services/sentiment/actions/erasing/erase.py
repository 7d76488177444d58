"""Erase texts and everything derived from them, and prove that nothing is left."""

import re
from collections.abc import Collection
from dataclasses import dataclass

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from modelkit.errors import ModelkitError
from services.sentiment import models
from services.sentiment.actions import counting
from services.sentiment.actions.addresses import canonical_url, url_hash
from services.sentiment.actions.alerts.history import first_broken
from services.sentiment.actions.erasing.rebuilding import Middles, middles_without, new_heads, rebuild_stories
from services.sentiment.actions.erasing.redacting import ERASED, redact_alerts, redact_messages
from services.sentiment.queries import erasure
from services.sentiment.queries.erasure import Traces, Wanted
from shared.audit import actions as audit
from shared.errors import ServiceError, refuse

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Proof:
    """Traces by kind, before and after; near copies that stay; alerts redacted, and those whose chain broke."""

    before: dict[str, int]
    after: dict[str, int]
    copies: list[int]
    alerts: int
    broken: list[int]

    @property
    def holds(self) -> bool:
        return not any(self.after.values()) and not self.broken


def erase(
    *,
    wanted: Wanted,
    actor: object = "system",
    with_copies: bool = False,
    may_return: bool = False,
    dry_run: bool = False,
) -> Proof:
    """All in one transaction. A later crawl does not bring the texts back, unless they `may_return`."""
    _check(wanted)
    address = url_hash(canonical_url(wanted.url)) if wanted.url else ""
    ids = erasure.article_ids(wanted, url_hash=address, with_copies=with_copies)
    labels = erasure.label_ids(wanted)
    found = erasure.traces(ids)
    before, copies = erasure.counts(found, labels), _copies(ids)
    if dry_run:
        return Proof(before, before, copies, 0, [])
    try:
        middles = middles_without(ids)
    except ModelkitError as error:
        # Nothing is erased by halves: a story that is left must be told apart from others as before.
        raise ServiceError(str(error)) from error
    with transaction.atomic():
        alerts = redact_alerts(found=found, actor=actor)
        redact_messages(found=found)
        _forget(found, labels, middles)
        if not may_return:
            _remember(found)
        audit.record(actor=actor, action="texts_erased", counts=before)
    broken = [alert.pk for alert in alerts if first_broken(alert) is not None]
    proof = Proof(before, erasure.counts(found, labels), copies, len(alerts), broken)
    log.info("texts_erased", articles=len(ids), holds=proof.holds)
    return proof


def _check(wanted: Wanted) -> None:
    if wanted.is_empty:
        raise refuse("what", _("Nothing says what to erase."), _("Name a source, an author, an address or a pattern."))
    if wanted.source and not erasure.sources(wanted.source):
        message = _("There is no source '%(name)s'.") % {"name": wanted.source[:80]}
        raise refuse("source", message, _("Write its number, or its name as the sources page has it."))
    try:
        re.compile(wanted.pattern)
    except re.error as error:
        message = _("It is no regular expression (%(error)s).") % {"error": error}
        raise refuse("pattern", message, _("Escape its special characters.")) from error


def _forget(found: Traces, labels: Collection[int], middles: Middles) -> None:
    models.Label.objects.filter(pk__in=erasure.labels_of(found) | set(labels)).delete()
    articles = list(erasure.in_pieces(found.ids))
    stories = {article.story_id for article in articles if article.story_id is not None}
    # Without judgements nothing speaks for a count: settled, the bins lose it or another article takes its place.
    models.Judgement.objects.filter(article__in=found.ids).delete()
    counting.count_articles(articles=articles)
    models.Bin.objects.filter(group__in={article.group for article in articles}, total=0).delete()
    new_heads(ids=found.ids)
    models.Article.objects.filter(pk__in=found.ids).delete()
    rebuild_stories(story_ids=stories, middles=middles)
    # The request log still proves its politeness, without saying what was read.
    models.Fetch.objects.filter(url__in=found.urls).update(url=ERASED)
    models.FeedState.objects.filter(url__in=found.urls).delete()


def _remember(found: Traces) -> None:
    """Hashes only: of addresses, and of words."""
    rows = [models.ErasedText(digest=digest) for digest in found.digests]
    models.ErasedText.objects.bulk_create(rows, ignore_conflicts=True)


def _copies(ids: Collection[int]) -> list[int]:
    """Near copies at other addresses: they stay unless asked for, but whoever erases must know of them."""
    return sorted(erasure.copies_of(ids) - set(ids))
