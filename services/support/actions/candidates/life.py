"""One candidate at a time, from its naming to its end."""

from typing import ClassVar

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from modelkit.retrieval import IndexStore
from services.support import models
from services.support.actions import remembered
from services.support.actions.candidates.base import base_in_force
from services.support.actions.engine import ENCODER, candidate_index
from services.support.actions.index import rebuild_index
from services.support.queries import candidates as stored
from shared.audit import actions as audit
from shared.errors import ServiceError, refuse
from shared.jobs import queries as jobs

State = models.Candidate.State
KIND = "support.candidate"


class Because:
    """Why a candidate ended. Stable codes: pages and programs read them."""

    BY_HAND: ClassVar[str] = "by_hand"
    FAILED: ClassVar[str] = "failed"
    OUTDATED: ClassVar[str] = "outdated"


class NotReady(ServiceError):
    """There is no candidate that is ready."""

    code: ClassVar[str] = "no_candidate"


def current() -> models.Candidate | None:
    """The one that is open, prepared or not."""
    return stored.current()


def ready() -> models.Candidate:
    """Raises `NotReady`."""
    found = stored.ready()
    if found is None:
        raise NotReady
    return found


def change_share(*, share: float, actor: object = "system") -> models.Candidate:
    """How many conversations are watched, from now on. Raises `NotReady` and `InputRefused`."""
    if not 0.0 <= share <= 1.0:
        raise refuse("share", "It is no share.", "Use 0 to 1.")
    found = ready()
    models.Candidate.objects.filter(pk=found.pk).update(share=share)
    found.share = share
    remembered.candidate.forget()
    audit.record(actor=actor, action="shadow_share_changed", target=found, share=share)
    return found


def end(*, candidate: models.Candidate, because: str = Because.BY_HAND, actor: object = "system") -> bool:
    """Nothing is asked of it any more; what it said stays to be read for a time. Whether it was open."""
    with transaction.atomic():
        ended = models.Candidate.objects.filter(pk=candidate.pk, is_open=True).update(
            is_open=False, state=State.ENDED, ended_at=timezone.now(), ended_because=because
        )
        if ended:
            drop_waiting(candidate)
            audit.record(actor=actor, action="candidate_ended", target=candidate, because=because)
    # With it any experiment in which it answers.
    remembered.forget_all()
    IndexStore(settings.MODELKIT_INDEXES).delete(candidate_index(candidate.pk))
    return bool(ended)


def drop_waiting(candidate: models.Candidate) -> None:
    """Questions that nobody will ask it any more."""
    gone, _kinds = models.Shadowed.objects.filter(candidate=candidate, answered_at=None).delete()
    models.Candidate.objects.filter(pk=candidate.pk).update(dropped=F("dropped") + gone)


def tidy() -> None:
    """End a candidate whose preparation died, or whose comparison is over since something else is in force."""
    found = current()
    if found is None:
        return
    if found.state == State.PREPARING:
        if jobs.active(kind=KIND) is None:
            end(candidate=found, because=Because.FAILED)
    elif base_in_force() != found.base:
        end(candidate=found, because=Because.OUTDATED)


def follow_articles() -> None:
    """Keep the index aside in line with the articles, as the one in force is kept."""
    found = current()
    if found is not None and found.state == State.READY and ENCODER in found.versions:
        rebuild_index(name=candidate_index(found.pk), encoder=f"{ENCODER}@{found.versions[ENCODER]}")
