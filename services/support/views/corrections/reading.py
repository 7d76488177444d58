"""A correction with what stands for and against it, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from services.support import models
from services.support.queries import corrections as stored


@dataclass(frozen=True)
class Broken:
    """A case that would be answered worse."""

    question: str
    expected: str
    before: str
    after: str
    protected: bool
    lacks: Sequence[str] = ()


@dataclass(frozen=True)
class Listed:
    correction: models.Correction
    said: models.Message | None
    replaces: str = ""
    broken: list[Broken] = field(default_factory=list)
    doubts: list[tuple[str, str]] = field(default_factory=list)
    message: str = ""


def with_reasons(rows: Iterable[models.Correction]) -> list[Listed]:
    found = list(rows)
    cases = stored.questions_of_cases({one["case"] for row in found for one in row.verdict.get("worse", [])})
    prototypes = stored.questions_of_prototypes({one["prototype"] for row in found for one in _doubts(row)})
    said = _answers(found)
    templates = _templates(found)
    return [
        Listed(
            correction=row,
            said=said.get(row.pk),
            replaces=templates.get((row.intent, row.language), "") if row.text else "",
            broken=[_broken(one, cases) for one in row.verdict.get("worse", [])],
            doubts=[(prototypes.get(one["prototype"], "…"), one["leads_to"]) for one in _doubts(row)],
            message=_refusal(row.verdict),
        )
        for row in found
    ]


def _refusal(verdict: dict[str, Any]) -> str:
    """Why it was held, where it was not the cases that spoke against it."""
    code = verdict.get("code", "")
    if code == "contradiction":
        first, second = verdict["pair"]
        text = _("Correction %(first)d answers the same question otherwise than correction %(second)d: reject one.")
        return text % {"first": first, "second": second}
    if code == "batch_refused":
        labels = verdict["labels"]
        text = _("%(doubts)d of %(judged)d chosen together are nearest to a question with another answer.")
        return text % {"doubts": labels.get("counted", len(labels["doubts"])), "judged": labels["judged"]}
    return _("It could not be judged: the model server did not answer. Try again when it does.") if code else ""


def _doubts(row: models.Correction) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (row.verdict.get("labels") or {}).get("doubts", [])
    return [one for one in found if one["correction"] == row.pk]


def _broken(one: dict[str, Any], cases: dict[int, str]) -> Broken:
    question = cases.get(one["case"], "…")
    return Broken(question, one["expected"], one["before"], one["after"], one["protected"], one.get("lacks", ()))


def _answers(rows: list[models.Correction]) -> dict[int, models.Message]:
    """What the assistant had said: the message itself, or the reply to the question."""
    found = {row.pk: row.message for row in rows if row.message is not None}
    replies = models.Message.objects.filter(in_reply_to__in=[message.pk for message in found.values()])
    by_question = {reply.in_reply_to_id: reply for reply in replies}
    return {pk: by_question.get(message.pk, message) for pk, message in found.items()}


def _templates(rows: list[models.Correction]) -> dict[tuple[str, str], str]:
    """What the intents answer today."""
    names, now = {row.intent for row in rows if row.intent}, timezone.now()
    found = models.AnswerTemplate.objects.filter(intent__name__in=names).select_related("intent")
    return {(one.intent.name, one.language): one.text for one in found if one.is_valid(now)}
