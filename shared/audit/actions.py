"""Write to the audit log, in the transaction of what it tells of."""

from django.db import models

from shared.audit.models import AuditEntry


def record(*, actor: object, action: str, target: models.Model | None = None, **fields: object) -> AuditEntry:
    """Fields hold ids, names and counts; never what a customer wrote."""
    return AuditEntry.objects.create(
        actor=str(actor)[:200],
        action=action,
        object_type=target._meta.label_lower if target else "",
        object_id=str(target.pk) if target else "",
        object_name=str(target)[:200] if target else "",
        fields=fields,
    )
