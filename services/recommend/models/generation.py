"""Lists made for everybody: one generation at a time is published, and readers see that one only."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Generation(models.Model):
    """One run over all users. At most one is being built, and one is current."""

    class State(models.TextChoices):
        BUILDING = "building", _("Building")
        CURRENT = "current", _("Current")
        REPLACED = "replaced", _("Replaced")
        FAILED = "failed", _("Failed")

    state = models.CharField(max_length=8, choices=State.choices, default=State.BUILDING)
    model_version = models.CharField(max_length=120)
    as_of = models.DateTimeField(help_text=_("Events up to here count, so that a resumed run sees what the first saw."))
    per_user = models.PositiveSmallIntegerField()
    users = models.PositiveIntegerField(default=0)
    items = models.PositiveIntegerField(default=0)
    folder = models.CharField(max_length=500, blank=True, help_text=_("Where the Parquet files of this run lie."))
    digest = models.CharField(max_length=64, blank=True, help_text=_("SHA-256 over every list."))
    coverage = models.FloatField(
        null=True,
        blank=True,
        help_text=_("The share of the live items in somebody's first ten, when published."),
    )
    median_published_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Half of the places in first tens hold what was published after it.")
    )
    job = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="current"), name="one_current_generation"),
            models.UniqueConstraint(fields=["state"], condition=Q(state="building"), name="one_generation_is_built"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} ({self.state})"


class ListedItem(models.Model):
    """In how many of a generation's first tens an item stands, where it does; counted when it is published."""

    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="listed_items")
    item = models.CharField(max_length=120)
    lists = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["generation", "item"], name="one_count_an_item_and_generation")]

    def __str__(self) -> str:
        return f"{self.item} in {self.generation_id}"


class Shard(models.Model):
    """The ledger of a run: a range of users, done or not. Written in the transaction of its lists.

    `erasures` counts who was erased of the range until it was done: what was read before is not written any more.
    """

    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="shards")
    number = models.PositiveIntegerField()
    first = models.CharField(max_length=120, help_text=_("The first user of the range."))
    last = models.CharField(max_length=120)
    users = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, blank=True)
    erasures = models.PositiveIntegerField(default=0, db_default=0)
    seconds = models.FloatField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["generation", "number"], name="one_shard_a_number")]

    def __str__(self) -> str:
        return f"{self.generation_id}/{self.number}"


class UserList(models.Model):
    """One user's list in one generation: item keys, best first, beside them scores, and reasons where they are told.

    `way` names the rung of the ladder that made it; lists from before it was kept name none.
    """

    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="lists")
    user = models.CharField(max_length=120)
    items = models.JSONField(default=list)
    scores = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    way = models.CharField(max_length=12, blank=True, default="", db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["generation", "user"], name="one_list_a_user_and_generation")]
        indexes = [models.Index(fields=["user"])]

    def __str__(self) -> str:
        return f"{self.user} in {self.generation_id}"
