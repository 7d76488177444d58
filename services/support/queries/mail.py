"""What the e-mail channel asks of its tables, and how it fares."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from services.support import models
from services.support.models.choices import Verdict
from services.support.queries import merges

# A pass begins every half minute.
_SILENT = timedelta(minutes=5)
_RECENT = timedelta(days=7)


@dataclass(frozen=True)
class Outgoing:
    waiting: int
    failing: int
    dead: int
    bounced: int


@dataclass(frozen=True)
class Status:
    """`is_silent`: nobody has looked for mail for a while, so no worker runs."""

    is_on: bool
    mailbox: models.Mailbox | None
    is_silent: bool
    outgoing: Outgoing

    @property
    def fault(self) -> str:
        """A stable code, empty where mail comes in."""
        return (self.mailbox.fault if self.mailbox else "") or ("silent" if self.is_silent else "")


def conversation_of(*, ids: Collection[str], tag: str, visitor_id: UUID) -> models.Conversation | None:
    """The newest that one of the ids or the tag leads to, among this visitor's own and no others."""
    own = models.Conversation.objects.filter(visitor_id=visitor_id)
    if ids:
        named = Q(messages__sent_mail__header_id__in=ids) | Q(received_mail__header_id__in=ids)
        found = own.filter(named).order_by("-created_at").first()
        if found is not None:
            return found
    return own.filter(mail_tag=tag).first() if tag else None


def received_within(sender: str, span: timedelta) -> int:
    since = timezone.now() - span
    return models.ReceivedMail.objects.filter(sender=sender, verdict=Verdict.TAKEN, created_at__gte=since).count()


def thread_ids(conversation_id: UUID, *, limit: int = 10) -> list[str]:
    """Message ids of the conversation in the order of its messages, the newest at the end."""
    family = merges.family(conversation_id)
    received = models.ReceivedMail.objects.filter(conversation_id__in=family).exclude(header_id="")
    sent = models.SentMail.objects.filter(message__conversation_id__in=family, state=models.SentMail.State.SENT)
    pairs = [*received.values_list("message_id", "header_id"), *sent.values_list("message_id", "header_id")]
    return [header_id for _message, header_id in sorted(pairs)][-limit:]


def is_on() -> bool:
    return bool(settings.IMAP_HOST)


def name_of_mailbox() -> str:
    return f"{settings.IMAP_USER}@{settings.IMAP_HOST}/{settings.IMAP_FOLDER}"[:300]


def status() -> Status:
    """Of the mailbox that the settings name; others belong to the past."""
    row = models.Mailbox.objects.filter(name=name_of_mailbox()).first() if is_on() else None
    polled = row.polled_at if row else None
    silent = is_on() and (polled is None or timezone.now() - polled > _SILENT)
    return Status(is_on=is_on(), mailbox=row, is_silent=silent, outgoing=outgoing())


def outgoing() -> Outgoing:
    state = models.SentMail.State
    open_states = [state.WAITING, state.SENDING]
    counted = models.SentMail.objects.aggregate(
        waiting=Count("pk", filter=Q(state__in=open_states)),
        failing=Count("pk", filter=Q(state__in=open_states) & ~Q(last_error="")),
        dead=Count("pk", filter=Q(state=state.DEAD)),
        bounced=Count("pk", filter=Q(state=state.BOUNCED)),
    )
    return Outgoing(**counted)


def troubles() -> int:
    """For the side bar: what somebody should look at; what is a week old has been looked at."""
    state = models.SentMail.State
    lost = models.SentMail.objects.filter(state__in=[state.DEAD, state.BOUNCED])
    return bool(status().fault) + lost.filter(created_at__gte=timezone.now() - _RECENT).count()


def troubled() -> QuerySet[models.SentMail]:
    """What did not reach its customer, or not yet; the newest first."""
    state = models.SentMail.State
    wrong = Q(state__in=[state.DEAD, state.BOUNCED]) | (Q(state=state.WAITING) & ~Q(last_error=""))
    return models.SentMail.objects.filter(wrong).select_related("message__conversation").order_by("-pk")


def verdicts(*, days: int = 30) -> list[tuple[str, int]]:
    """What came in and what became of it."""
    since = timezone.now() - timedelta(days=days)
    rows = models.ReceivedMail.objects.filter(created_at__gte=since).values_list("verdict").annotate(n=Count("pk"))
    return [(str(Verdict(verdict).label), count) for verdict, count in rows.order_by("-n")]
