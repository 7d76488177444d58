"""Whether there is enough to learn from."""

from django.utils.translation import gettext as _

from services.sentiment.models.choices import Split
from services.sentiment.queries import training
from shared.errors import Problem, refuse

# With fewer of a tone, its held-out figure means little.
FEW = 10


def check_labels() -> list[Problem]:
    """What makes training impossible is raised; what makes it weaker is returned."""
    found = training.tones(Split.TRAIN, by_entity=False)
    if len(found) < 2:
        remedy = _("Import labels, or label articles on the labels page.")
        raise refuse("labels", _("Texts of at least two sentiments are needed."), remedy)
    return [
        Problem(tone, _("Only %(count)s texts have this sentiment.") % {"count": count}, _("Label some more of them."))
        for tone, count in sorted(found.items())
        if count < FEW
    ]
