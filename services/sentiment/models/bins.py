"""How much was written, and in what tone: the counts that surges are found in."""

from django.db import models


class Bin(models.Model):
    """Stories in a quarter of an hour about one entity, on one topic, in one outlet group.

    A story counts once a group, in the bin of its first article there, with the tone of that article: syndication
    moves nothing. `entity` empty means articles about nobody watched.
    """

    start = models.DateTimeField()
    entity = models.ForeignKey("Entity", null=True, blank=True, on_delete=models.CASCADE, related_name="bins")
    topic = models.CharField(max_length=60, blank=True)
    group = models.CharField(max_length=200)
    total = models.PositiveIntegerField(default=0)
    negative = models.PositiveIntegerField(default=0)
    neutral = models.PositiveIntegerField(default=0)
    positive = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["start"]
        indexes = [models.Index(fields=["entity", "start"])]
        constraints = [
            models.UniqueConstraint(fields=["start", "entity", "topic", "group"], name="one_bin_per_series"),
            # SQLite and PostgreSQL both take NULLs for different values.
            models.UniqueConstraint(
                fields=["start", "topic", "group"], condition=models.Q(entity=None), name="one_bin_per_series_of_nobody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start:%Y-%m-%d %H:%M} {self.entity}: {self.negative}/{self.total}"


class CountedStory(models.Model):
    """Which story was counted where, so that a second article, a re-score or a late arrival changes the right bin."""

    story = models.ForeignKey("Story", on_delete=models.CASCADE, related_name="counted")
    entity = models.ForeignKey("Entity", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    group = models.CharField(max_length=200)
    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="+")
    start = models.DateTimeField()
    topic = models.CharField(max_length=60, blank=True)
    sentiment = models.CharField(max_length=8)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["story", "entity", "group"], name="a_story_counts_once_per_group"),
            models.UniqueConstraint(
                fields=["story", "group"], condition=models.Q(entity=None), name="a_story_of_nobody_counts_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.story} in {self.group}"
