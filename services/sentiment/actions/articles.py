"""Articles come in: each address once, copies known as copies."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from services.sentiment import models
from services.sentiment.actions import addresses, duplicates
from services.sentiment.models.choices import DateFrom
from shared.errors import ServiceError

# Clocks differ, and some outlets announce by an hour; a page of tomorrow is a mistake.
_AHEAD = timedelta(hours=1)
# Unix time zero and its neighbours stand for "no date".
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_MOST_TEXT = 200_000


@dataclass(frozen=True)
class FoundArticle:
    """What an extractor made of a page or feed entry. `provenance` maps a field to where it was found."""

    url: str
    title: str
    text: str
    published_at: datetime
    published_from: str
    published_confidence: float
    author: str = ""
    language: str = ""
    canonical_url: str = ""
    provenance: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Stored:
    """`new` is false where the address was known; `near` is true where another article says the same."""

    article: models.Article
    new: bool
    near: bool


class TextErased(ServiceError):
    """This text was erased on request and is not taken again."""

    code = "text_erased"


def store_article(*, found: FoundArticle, source: models.Source | None) -> Stored:
    """Keep it once. Sending the same article again changes nothing. Raises `TextErased`."""
    found = _settled(found)
    canonical = addresses.canonical_url(found.canonical_url or found.url)
    digest = addresses.url_hash(canonical)
    known = models.Article.objects.filter(url_hash=digest).first()
    if known is None:
        try:
            return _insert(found, source, canonical, digest)
        except IntegrityError:
            # Another process stored this address in the meantime.
            known = models.Article.objects.get(url_hash=digest)
    return Stored(known, new=False, near=known.duplicate_of_id is not None)


@transaction.atomic
def _insert(found: FoundArticle, source: models.Source | None, canonical: str, digest: str) -> Stored:
    title, text = _plain(found.title)[:500], _plain(found.text)[:_MOST_TEXT]
    content = duplicates.content_hash(f"{title}\n{text}")
    if models.ErasedText.objects.filter(digest__in=(digest, content)).exists():
        raise TextErased
    signature = duplicates.sign(f"{title}\n{text}")
    copied = _same_content(content, found.published_at) or duplicates.find_near(
        signature=signature, published_at=found.published_at
    )
    article = models.Article.objects.create(
        source=source,
        group=source.outlet_group if source else "",
        url=found.url[:2000],
        canonical_url=canonical,
        url_hash=digest,
        content_hash=content,
        title=title,
        text=text,
        author=_plain(found.author)[:300],
        language=(found.language or (source.language if source else "") or "und")[:12],
        published_at=found.published_at,
        published_from=found.published_from,
        published_confidence=found.published_confidence,
        provenance=found.provenance,
        signature=signature.tobytes(),
        duplicate_of_id=(copied.duplicate_of_id or copied.pk) if copied else None,
    )
    duplicates.remember(article=article, signature=signature)
    return Stored(article, new=True, near=copied is not None)


def _same_content(content: str, published_at: datetime) -> models.Article | None:
    window = (published_at - duplicates.WINDOW, published_at + duplicates.WINDOW)
    same = models.Article.objects.filter(content_hash=content, published_at__range=window)
    return same.only("pk", "duplicate_of").order_by("pk").first()


def _settled(found: FoundArticle) -> FoundArticle:
    """A date of the future or of before the web is none: the time of fetching stands in."""
    now = timezone.now()
    if _EARLIEST <= found.published_at <= now + _AHEAD:
        return found
    told = {"refused": found.published_at.isoformat(), "from": found.published_from}
    return replace(
        found,
        published_at=now,
        published_from=DateFrom.FETCHED,
        published_confidence=0.1,
        provenance={**found.provenance, "published_at": told},
    )


def _plain(text: str) -> str:
    """PostgreSQL takes no NUL, and lone surrogates are no text."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8").strip()
