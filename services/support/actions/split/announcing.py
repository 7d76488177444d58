"""Receivers hear that an experiment stopped by itself: programs its figures, people a title and a line a figure."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from services.support import models
from shared.errors import InputRefused, unknown
from shared.numbers import rounded
from shared.outbox import actions as outbox
from shared.outbox.models import Endpoint

_MOST_NAMED = 20


def receivers_named(names: Sequence[str]) -> list[Endpoint]:
    """As programs and scripts name them. Raises `InputRefused`."""
    found = {one.name: one for one in Endpoint.objects.filter(name__in=names)}
    known = Endpoint.objects.order_by("name").values_list("name", flat=True)[:_MOST_NAMED]
    if missing := [unknown("receivers", name, known) for name in names if name not in found]:
        raise InputRefused(missing)
    return list(found.values())


def announce(split: models.Split, because: str, evidence: dict[str, Any]) -> None:
    """Part of the caller's transaction: they are told exactly if it stopped."""
    receivers = list(split.receivers.filter(enabled=True))
    if receivers:
        outbox.enqueue(endpoints=receivers, kind=models.Split.MESSAGE_KIND, body=body_of(split, because, evidence))


def body_of(split: models.Split, because: str, evidence: dict[str, Any]) -> dict[str, Any]:
    """In the language of the installation: whoever hears it is nobody's session."""
    with translation.override(settings.LANGUAGE_CODE):
        why = models.Split.Because(because).label
        return {
            "type": models.Split.MESSAGE_KIND,
            "title": _("The candidate answers nobody any more: %(why)s") % {"why": why},
            "alerts": [{"annotations": {"summary": line}} for line in _lines(split, evidence)],
            "split": split.pk,
            "candidate": split.candidate_id,
            "because": str(because),
            "evidence": evidence,
            "at": timezone.now().isoformat(),
        }


def _lines(split: models.Split, evidence: dict[str, Any]) -> Iterator[str]:
    yield _("Candidate: %(candidate)s, for %(share)s %% of visitors") % {
        "candidate": split.candidate,
        "share": rounded(100 * split.share),
    }
    if "failed" in evidence:
        yield _("Failed: %(failed)s of %(asked)s answers") % evidence
    if "difference" in evidence:
        # Of the shares of visitors who were unhappy, candidate minus live.
        points = {name: rounded(100 * evidence[name], 1) for name in ("difference", "low", "high")}
        yield _("Unhappy visitors: %(points)s points more (%(low)s to %(high)s), of %(visitors)s visitors") % {
            "points": points["difference"],
            "low": points["low"],
            "high": points["high"],
            "visitors": evidence["visitors"],
        }
