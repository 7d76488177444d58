"""Join two conversations of one customer, and part them again. Whoever the company tells apart stays apart."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from services.support import models
from services.support.actions.conversations.agents import require_mine
from services.support.actions.conversations.mailing import new_tag
from services.support.actions.conversations.refusals import StateConflict
from services.support.actions.conversations.rows import Answering, append_event, change_state, locked
from services.support.models.choices import INTERNAL_EVENT, Author, Channel, Reason, State
from services.support.queries import merges
from shared.accounts.models import User
from shared.audit import actions as audit

# What follows a customer's identity, so that erasing them finds it.
_OWNED: dict[str, Any] = {
    "conversations": models.Conversation,
    "examples": models.Example,
    "pairs": models.TrainingPair,
    "corrections": models.Correction,
}


class OtherCustomer(StateConflict):
    """These are two customers as far as we know. Confirm that they are one person, who may then read both."""

    code: ClassVar[str] = "other_customer"


class KnownApart(StateConflict):
    """The company knows these customers under two ids, or only the other conversation's. They cannot be joined so."""

    code: ClassVar[str] = "known_apart"


class NotMergeable(StateConflict):
    """These two cannot be joined: they are one already, or read on elsewhere."""

    code: ClassVar[str] = "not_mergeable"


def merge(*, source: UUID, target: UUID, agent: User, same_person: bool = False) -> models.Merge:
    """`source` is closed and reads on in `target`, which takes over whoever waits. Raises `StateConflict`s."""
    with _both(source, target) as (old, new):
        _check(old, new, agent)
        absorbed = old.visitor if old.visitor_id != new.visitor_id else None
        moved = _join_customers(old, new, same_person=same_person) if absorbed else {}
        row = models.Merge.objects.create(source=old, target=new, agent=agent, absorbed=absorbed, moved=moved)
        _hand_on(old, new, agent)
        append_event(old, "merged", {"into": str(new.pk)})
        append_event(new, INTERNAL_EVENT, {"changed": "merged", "agent": agent.pk})
        audit.record(actor=agent, action="conversations_merged", target=row, other_customer=absorbed is not None)
        return row


def unmerge(*, source: UUID, agent: User) -> models.Merge:
    """As it was before. The source stays closed until its customer writes; what was said in the target stays there."""
    known = merges.of_source(source)
    if known is None:
        raise NotMergeable
    with _both(source, known.target_id) as (old, new):
        _require_theirs(new, agent)
        row = models.Merge.objects.select_for_update().filter(pk=known.pk, undone_at=None).first()
        if row is None:
            raise NotMergeable
        if row.absorbed_id:
            _part_customers(row, new.visitor_id)
        row.undone_at = timezone.now()
        row.save(update_fields=["undone_at"])
        # Streams that are read from the beginning must not lead there any more.
        models.Event.objects.filter(conversation=old, kind="merged").update(data={"into": None})
        for one in (old, new):
            append_event(one, INTERNAL_EVENT, {"changed": "merged", "agent": agent.pk})
        audit.record(actor=agent, action="conversations_parted", target=row)
        return row


@contextmanager
def _both(source: UUID, target: UUID) -> Iterator[tuple[models.Conversation, models.Conversation]]:
    """Two locks, always in the same order: two agents who join the same two never wait for each other."""
    if source == target:
        raise NotMergeable
    first, second = sorted((source, target))
    with transaction.atomic(), locked(first) as one, locked(second) as other:
        yield (one, other) if one.pk == source else (other, one)


def _check(old: models.Conversation, new: models.Conversation, agent: User) -> None:
    if merges.of_source(old.pk) or merges.of_source(new.pk):
        raise NotMergeable
    for row in (old, new):
        _require_theirs(row, agent)


def _require_theirs(row: models.Conversation, agent: User) -> None:
    """What a colleague is talking in is joined and parted by them, or by an editor."""
    if row.state == State.PERSON and not agent.has_role("editor"):
        require_mine(row, agent)


def _join_customers(old: models.Conversation, new: models.Conversation, *, same_person: bool) -> dict[str, Any]:
    """All that is the source's customer's becomes the target's customer's, who can read it from then on."""
    if old.visitor.external_id:
        raise KnownApart
    if not same_person:
        raise OtherCustomer
    moved: dict[str, Any] = {}
    for kind, model in _OWNED.items():
        rows = model.objects.filter(visitor_id=old.visitor_id)
        moved[kind] = [str(pk) for pk in rows.values_list("pk", flat=True)]
        rows.update(visitor_id=new.visitor_id)
    # One address a customer: where the target has its own, answers go on going there.
    if not models.Correspondent.objects.filter(visitor_id=new.visitor_id).exists():
        address = models.Correspondent.objects.filter(visitor_id=old.visitor_id)
        moved["addresses"] = [str(pk) for pk in address.values_list("pk", flat=True)]
        address.update(visitor_id=new.visitor_id)
    # The row that we hold is saved again further on.
    old.visitor = new.visitor
    return moved


def _part_customers(row: models.Merge, visitor_id: UUID) -> None:
    """Exactly what went over goes back, as far as it is still there."""
    for kind, model in {**_OWNED, "addresses": models.Correspondent}.items():
        keys = row.moved.get(kind, [])
        model.objects.filter(pk__in=keys, visitor_id=visitor_id).update(visitor_id=row.absorbed_id)


def _hand_on(old: models.Conversation, new: models.Conversation, agent: User) -> None:
    """Nobody is forgotten: who waits in the source, or has not been answered there, waits in the target."""
    unanswered = old.messages.filter(answering__in=[Answering.PENDING, Answering.CLAIMED]).exists()
    waits = old.state == State.WAITING or unanswered
    new.channel = _latest_channel(old, new)
    if new.channel == Channel.EMAIL and not new.mail_tag:
        new.mail_tag = new_tag()
    new.unhappy_count = max(old.unhappy_count, new.unhappy_count)
    new.awaiting_since = min(filter(None, (old.awaiting_since, new.awaiting_since)), default=None)
    new.tags = list(dict.fromkeys([*new.tags, *old.tags]))[:12]
    new.priority = max(old.priority, new.priority)
    new.save(update_fields=["channel", "mail_tag", "unhappy_count", "awaiting_since", "tags", "priority"])
    if new.state != State.PERSON:
        if old.state == State.PERSON:
            change_state(new, State.PERSON, reason=old.handover_reason, agent=old.assigned_to)
        elif waits and new.state != State.WAITING:
            change_state(new, State.WAITING, reason=old.handover_reason or Reason.AGENT_REQUESTED.value)
    if old.state != State.CLOSED:
        change_state(old, State.CLOSED)


def _latest_channel(old: models.Conversation, new: models.Conversation) -> str:
    written = models.Message.objects.filter(conversation__in=[old, new], author=Author.VISITOR).order_by("-pk")
    return written.values_list("channel", flat=True).first() or new.channel
