"""One answer that is written, changed or deleted, and an intent that is enabled or disabled."""

from typing import Any

from django.utils.dateparse import parse_datetime

from services.support import models
from services.support.actions.gate import By, Verdict
from services.support.actions.records import templates
from services.support.actions.submissions import telling
from services.support.actions.submissions.kinds.base import Kind, Submission, Told, anew
from shared.audit import actions as audit


def as_change(draft: templates.Draft) -> dict[str, Any]:
    """As it is kept until it is judged; `draft_of` reads it."""
    valid = {"valid_from": draft.valid_from, "valid_until": draft.valid_until}
    times = {name: moment.isoformat() if moment else None for name, moment in valid.items()}
    return {"language": draft.language, "text": draft.text, **times}


def draft_of(row: Submission) -> templates.Draft:
    times = {name: parse_datetime(row.change[name] or "") for name in ("valid_from", "valid_until")}
    return templates.Draft(row.change["language"], row.change["text"], **times)


def _judge(row: Submission, by: By) -> Verdict:
    return templates.judge_template(intent=_intent(row), draft=draft_of(row), template=_known(row), **by)


def _save(row: Submission) -> Told:
    known = _known(row)
    saved = templates.save_template(intent=_intent(row), draft=draft_of(row), template=known)
    audit.record(actor=row.actor, action="template_saved", target=saved)
    return [telling.changed(str(saved), is_new=known is None)]


def _delete(row: Submission) -> Told:
    template = _template(row)
    audit.record(actor=row.actor, action="template_deleted", intent=template.intent.name, template=template.pk)
    name = str(template)
    template.delete()
    return [telling.changed(name)]


def _judge_enabling(row: Submission, by: By) -> Verdict:
    return templates.judge_enabling(intent=_intent(row), enabled=row.change["enabled"], **by)


def _enable(row: Submission) -> Told:
    intent, enabled = _intent(row), row.change["enabled"]
    templates.set_enabled(intent=intent, enabled=enabled)
    audit.record(actor=row.actor, action="intent_enabled" if enabled else "intent_disabled", target=intent)
    return [{**telling.changed(intent.name), "enabled": enabled}]


def _intent(row: Submission) -> models.Intent:
    return anew(models.Intent, row.intent_id)


def _known(row: Submission) -> models.AnswerTemplate | None:
    """None where one more is to be written."""
    return _template(row) if row.change["template"] else None


def _template(row: Submission) -> models.AnswerTemplate:
    """An import may have replaced all of its intent's meanwhile."""
    return anew(models.AnswerTemplate, row.change["template"])


TEMPLATE = Kind(_judge, _save)
DELETION = Kind(lambda row, by: templates.judge_deletion(template=_template(row), **by), _delete)
INTENT = Kind(_judge_enabling, _enable)
