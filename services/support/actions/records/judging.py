"""Records before they are imported: of all kinds, only templates change answers before the next training."""

from django.db import transaction

from services.support import models
from services.support.actions import remembered
from services.support.actions.gate import Verdict, guard
from services.support.actions.gate.asking import Trial
from services.support.actions.records.importing import import_file
from services.support.queries import answers

Kind = models.ImportBatch.Kind


def judge_import(*, kind: str, filename: str, data: bytes, force: bool = False, actor: object = "system") -> Verdict:
    """Raises `ChangeHeld`; and `InputRefused`, as the import itself would."""
    if kind != Kind.INTENTS:
        return Verdict(cases=0)
    changed: set[str] = set()

    def trial() -> Trial:
        now, then = remembered.replies(), _as_imported(filename, data)
        changed.update(key[0] for key in {*now, *then} if now.get(key) != then.get(key))
        return {remembered.replies: then}

    return guard(
        what="templates",
        trial=trial,
        touched=lambda _case, outcome: outcome.intent in changed,
        force=force,
        actor=actor,
    )


def _as_imported(filename: str, data: bytes) -> dict[tuple[str, str], list[answers.Reply]]:
    """The templates as they would stand: brought in, read, and rolled back."""
    with transaction.atomic():
        import_file(kind=Kind.INTENTS, filename=filename, data=data)
        found = answers.replies()
        transaction.set_rollback(True)
    remembered.replies.forget()
    return found
