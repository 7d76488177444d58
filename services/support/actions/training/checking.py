"""Whether there is enough to learn from."""

from services.support.models.choices import Split
from services.support.queries import training
from shared.errors import InputRefused, Problem


def check_examples() -> list[Problem]:
    """What makes training impossible is raised; what makes it weaker is returned."""
    train = training.examples_by_intent(Split.TRAIN)
    validation = training.examples_by_intent(Split.VALIDATION)
    if len(train) < 2:
        raise InputRefused(
            [Problem("examples", "At least two intents with examples are needed.", "Import labelled questions first.")]
        )
    single = sorted(name for name, count in train.items() if count == 1)
    unseen = sorted(set(train) - set(validation))
    problems = [Problem(name, "The intent has a single example.", "Add nine more.") for name in single]
    problems += [
        Problem(name, "No validation question has this intent.", "Its quality cannot be measured; add some.")
        for name in unseen
    ]
    return problems
