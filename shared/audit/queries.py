"""Read the audit log."""

from django.db.models import Q, QuerySet

from shared.audit.models import AuditEntry


def entries(*, search: str = "") -> QuerySet[AuditEntry]:
    found = AuditEntry.objects.all()
    if not search:
        return found
    return found.filter(Q(actor__icontains=search) | Q(action__icontains=search) | Q(object_name__icontains=search))
