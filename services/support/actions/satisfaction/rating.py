"""A rating is kept with its message to the outside in one transaction: told exactly if it exists."""

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from services.support import models
from services.support.actions.answer.cleaning import clean
from services.support.actions.answer.wording import say
from services.support.actions.conversations.rows import locked
from services.support.models.choices import Author
from shared import privacy
from shared.errors import ServiceError
from shared.outbox import actions as outbox
from shared.outbox.models import Endpoint

LONGEST_COMMENT = 2_000


class NotRatable(ServiceError):
    """There is nothing to rate here."""

    code: ClassVar[str] = "not_ratable"


def survey() -> models.Survey:
    """The one row; made with its defaults when there is none."""
    return models.Survey.objects.get_or_create(pk=1)[0]


def is_asked(conversation: models.Conversation) -> bool:
    """Nobody is asked how an answer was before somebody has answered."""
    return survey().enabled and conversation.messages.filter(author__in=[Author.BOT, Author.AGENT]).exists()


def language_of(conversation: models.Conversation) -> str:
    """Of those we ask in."""
    return "zh" if conversation.language.startswith("zh") else "en"


def question_for(conversation: models.Conversation) -> str:
    """The company's own words, else ours."""
    language = language_of(conversation)
    return str(survey().question.get(language) or say("how_was_it", language))


def save_survey(
    *, enabled: bool, question: dict[str, str], asks_comment: bool, receivers: Iterable[Endpoint]
) -> models.Survey:
    row = survey()
    row.enabled, row.asks_comment = enabled, asks_comment
    row.question = {language: clean(text)[:300] for language, text in question.items() if text.strip()}
    row.save()
    row.receivers.set(receivers)
    return row


def rate(
    *, conversation: models.Conversation | UUID, score: int, comment: str = "", channel: str = "widget"
) -> models.Rating:
    """One rating a conversation; the same again changes nothing and tells nobody. Raises `NotRatable`."""
    if score not in range(1, 6):
        raise NotRatable("A rating is a whole number from 1 to 5.")
    said = privacy.mask(clean(comment)[:LONGEST_COMMENT]).text
    with locked(conversation) as row:
        if not is_asked(row):
            raise NotRatable
        known = models.Rating.objects.filter(conversation=row).first()
        rating = known or models.Rating(conversation=row, channel=channel, language=row.language)
        # A second word without a comment does not wipe out the first one's.
        wanted = (score, said or rating.comment)
        if known is not None and (known.score, known.comment) == wanted:
            return known
        rating.score, rating.comment = wanted
        rating.by_person = row.messages.filter(author=Author.AGENT).exists()
        rating.save()
        _tell(rating, changed=known is not None)
        return rating


def _tell(rating: models.Rating, *, changed: bool) -> None:
    receivers = list(survey().receivers.filter(enabled=True))
    if receivers:
        outbox.enqueue(endpoints=receivers, kind=models.Rating.MESSAGE_KIND, body=body_of(rating, changed=changed))


def body_of(rating: models.Rating, *, changed: bool) -> dict[str, Any]:
    """Mail and chat receivers read the title; programs read the fields."""
    row = rating.conversation
    return {
        "type": models.Rating.MESSAGE_KIND,
        "title": f"{rating.score}/5: {row.subject}",
        "conversation": str(row.pk),
        "score": rating.score,
        "comment": rating.comment,
        "by_person": rating.by_person,
        "language": rating.language,
        "changed": changed,
        "at": rating.updated_at.isoformat(),
    }
