"""What an item's text means, as its encoder sees it."""

from django.db import models


class ItemVector(models.Model):
    """One unit vector an item, float16. `digest` is of the text it was made of: another text needs another vector."""

    item = models.CharField(primary_key=True, max_length=120)
    encoder = models.CharField(max_length=120)
    digest = models.CharField(max_length=32)
    vector = models.BinaryField()
    read_at = models.DateTimeField(db_index=True, help_text="When the vector was written.")
    item_updated_at = models.DateTimeField(
        null=True, help_text="What the item said of itself when it was read. Says it anything else, it is read again."
    )

    def __str__(self) -> str:
        return f"{self.item} ({self.encoder})"
