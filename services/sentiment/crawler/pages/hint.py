"""What a listing already says about an article before its page is read."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from services.sentiment.actions.articles import FoundArticle
from services.sentiment.crawler.pages.language import language_of
from services.sentiment.crawler.pages.markup import plain_text
from services.sentiment.models.choices import DateFrom

# A feed entry of this many characters is the article, not its teaser.
_WHOLE = 1_200


@dataclass(frozen=True)
class Hint:
    url: str
    title: str = ""
    html: str = ""
    published_at: datetime | None = None
    author: str = ""
    place: str = "feed"
    whole: bool = False

    @property
    def text(self) -> str:
        return plain_text(self.html)

    @property
    def is_whole(self) -> bool:
        return self.whole or len(self.text) >= _WHOLE

    def as_article(self) -> FoundArticle:
        """As the listing tells it."""
        text, title = self.text, plain_text(self.title)
        told = {"from": self.place, "confidence": 0.9}
        language, sure = language_of(f"{title}\n{text}")
        return FoundArticle(
            url=self.url,
            title=title or text[:120],
            text=text,
            published_at=self.published_at or timezone.now(),
            published_from=DateFrom.FEED if self.published_at else DateFrom.FETCHED,
            published_confidence=0.95 if self.published_at else 0.2,
            author=self.author,
            language=language,
            provenance={"title": told, "text": told, "language": {"from": "text", "confidence": sure}},
        )
