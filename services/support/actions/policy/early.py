"""When a person is called early: the chance of an unhappy customer that the operator no longer accepts."""

from services.support import models
from services.support.queries import answers
from shared.accounts.models import User
from shared.audit import actions as audit


def set_early_handover(*, threshold: float | None, actor: User) -> models.Policy:
    """None switches it off."""
    row = answers.policy()
    row.early_handover = threshold
    row.clean_fields(exclude=[field.name for field in row._meta.fields if field.name != "early_handover"])
    # Not the whole row: the limit on wrong answers may have been moved meanwhile.
    row.save(update_fields=["early_handover", "updated_at"])
    audit.record(actor=actor, action="early_handover_changed", target=row, threshold=threshold)
    return row
