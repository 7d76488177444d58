"""When the catalogue was written to."""

from django.db import models


class CatalogueWrite(models.Model):
    """Items or vectors that were written together. Seen as late as they are, when their transaction ends.

    Numbers are given out as writes begin, and each once: whoever looks knows which of them are still to come.
    """

    stamp = models.DateTimeField(help_text="When the rows say that they were written.")

    def __str__(self) -> str:
        return f"{self.pk} at {self.stamp}"
