"""Files that nobody decided on are not kept for ever."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from services.support import models

KEPT_FOR = timedelta(days=14)


@transaction.atomic
def forget_old() -> int:
    """What was held or failed two weeks ago counts as set aside. Returns how many files went."""
    old = models.Submission.objects.filter(settled=False, job__finished_at__lt=timezone.now() - KEPT_FOR)
    numbers = list(old.values_list("pk", flat=True))
    models.Submission.objects.filter(pk__in=numbers).update(settled=True)
    return models.SubmittedFile.objects.filter(submission__in=numbers).delete()[0]
