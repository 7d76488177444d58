"""Take an article out of answers, and put it back."""

from django.db import transaction
from django.utils import timezone

from services.support import models


@transaction.atomic
def archive_document(*, document: models.Document) -> None:
    """Answers stop citing it; citations already given keep resolving."""
    document.archived_at = timezone.now()
    document.save(update_fields=["archived_at", "updated_at"])
    document.chunks.filter(live=True).update(live=False)


@transaction.atomic
def restore_document(*, document: models.Document) -> None:
    """What the archiving took out lives again: chunks that no version retired."""
    document.archived_at = None
    document.save(update_fields=["archived_at", "updated_at"])
    document.chunks.filter(live=False, retired=None).update(live=True)
