"""What the desk's labels offer to training, as plain JSON lines."""

from collections import Counter

from services.sentiment import models

Line = dict[str, object]


def document_lines(split: str) -> list[Line]:
    """Texts judged as a whole; a label for one head alone teaches that head."""
    rows = models.Label.objects.filter(entity_name="", split=split)
    lines: list[Line] = []
    for text, sentiment, topic in rows.values_list("text", "sentiment", "topic"):
        labels = {name: value for name, value in (("sentiment", sentiment), ("topic", topic)) if value}
        lines.append({"text": text, "labels": labels})
    return lines


def entity_lines(split: str) -> list[Line]:
    """Texts judged for one entity in them."""
    rows = models.Label.objects.filter(split=split).exclude(entity_name="").exclude(sentiment="")
    columns = rows.values_list("text", "entity_name", "sentiment")
    return [{"text": text, "entity": name, "labels": {"sentiment": tone}} for text, name, tone in columns]


def tones(split: str, *, by_entity: bool) -> Counter[str]:
    """How many labels there are of each sentiment."""
    rows = models.Label.objects.filter(split=split).exclude(sentiment="")
    rows = rows.exclude(entity_name="") if by_entity else rows.filter(entity_name="")
    return Counter(rows.values_list("sentiment", flat=True))


def languages() -> list[str]:
    """What a model's vocabulary must hold; English, since names are Latin everywhere, always."""
    written = set(models.Label.objects.values_list("language", flat=True).distinct())
    return sorted((written | {"en"}) - {""})


def counts() -> dict[str, int]:
    """For the models page."""
    rows = models.Label.objects
    return {
        "labels": rows.count(),
        "documents": rows.filter(entity_name="").count(),
        "entities": rows.exclude(entity_name="").count(),
    }
