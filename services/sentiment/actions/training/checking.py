"""Whether there is enough to learn from."""

from services.sentiment.models.choices import Split
from services.sentiment.queries import training
from shared.errors import InputRefused, Problem

# With fewer of a tone, its held-out figure means little.
FEW = 10


def check_labels() -> list[Problem]:
    """What makes training impossible is raised; what makes it weaker is returned."""
    found = training.tones(Split.TRAIN, by_entity=False)
    if len(found) < 2:
        message = "Texts of at least two sentiments are needed."
        raise InputRefused([Problem("labels", message, "Import labels, or label articles on the labels page.")])
    return [
        Problem(tone, f"Only {count} texts have this sentiment.", "Label some more of them.")
        for tone, count in sorted(found.items())
        if count < FEW
    ]
