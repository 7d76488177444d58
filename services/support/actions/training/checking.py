"""Whether there is enough to learn from."""

from django.utils.translation import gettext as _

from services.support.models.choices import Split
from services.support.queries import training
from shared.errors import InputRefused, Problem


def check_examples() -> list[Problem]:
    """What makes training impossible is raised; what makes it weaker is returned."""
    train = training.examples_by_intent(Split.TRAIN)
    validation = training.examples_by_intent(Split.VALIDATION)
    if len(train) < 2:
        raise InputRefused(
            [
                Problem(
                    "examples",
                    _("At least two intents with examples are needed."),
                    _("Import labelled questions first."),
                )
            ]
        )
    single = sorted(name for name, count in train.items() if count == 1)
    unseen = sorted(set(train) - set(validation))
    problems = [Problem(name, _("The intent has a single example."), _("Add nine more.")) for name in single]
    problems += [
        Problem(name, _("No validation question has this intent."), _("Its quality cannot be measured; add some."))
        for name in unseen
    ]
    return problems
