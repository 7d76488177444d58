"""Read texts with the models in force: one verdict on each as a whole, and one on each entity in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from modelkit.inference.engine import TextInput
from modelkit.results import HeadPrediction
from services.sentiment.actions.dictionary import Found, find_in
from services.sentiment.actions.names import DOCUMENT_MODEL, ENTITY_MODEL
from services.sentiment.actions.understanding.digest import digest
from services.sentiment.actions.understanding.sentences import Passage, passages
from shared.engines import engine, live_models, patiently
from shared.errors import ServiceError

SENTIMENT, TOPIC = "sentiment", "topic"
# What the title says of an entity counts as much as so many sentences.
TITLE_WEIGHT = 2.0


class NothingTrained(ServiceError):
    """No model is trained yet. Import labels and start a training, or run `manage.py train`."""

    code = "nothing_trained"


@dataclass(frozen=True)
class EntityVerdict:
    """What a text says of one entity. `probabilities` are calibrated, by sentiment."""

    found: Found
    sentiment: str
    probabilities: Mapping[str, float]
    accepted: bool


@dataclass(frozen=True)
class Verdict:
    """What a text says as a whole, and of each entity. Versions are `name@version`, as the registry calls them."""

    version: str
    entity_version: str
    sentiment: str
    probabilities: Mapping[str, float]
    topic: str
    topic_probability: float | None
    accepted: bool
    entities: Sequence[EntityVerdict] = field(default_factory=tuple)


def versions() -> tuple[str, str]:
    """The document's and the entities' model in force, pinned; a desk without the second uses the first for both."""
    live = live_models()
    if DOCUMENT_MODEL not in live:
        raise NothingTrained
    return live[DOCUMENT_MODEL], live.get(ENTITY_MODEL, live[DOCUMENT_MODEL])


def read(texts: Sequence[str]) -> list[Verdict]:
    """A verdict a text, in order. Raises `NothingTrained`."""
    document, entity = versions()
    found = find_in(list(texts))
    whole = _classify(document, [digest(*one) for one in zip(texts, map(_spans, found), strict=True)])
    parts = _entities(entity, texts, found, paired=entity != document)
    return [
        _verdict(heads, verdicts, version=document, entity_version=entity)
        for heads, verdicts in zip(whole, parts, strict=True)
    ]


def _entities(
    model: str, texts: Sequence[str], found: Sequence[Sequence[Found]], *, paired: bool
) -> list[list[EntityVerdict]]:
    """All sentences of all texts go to the model together: short inputs want full batches."""
    places = [(one, passages(text, one.spans)) for text, several in zip(texts, found, strict=True) for one in several]
    flat = [passage for _, some in places for passage in some]
    inputs: list[TextInput] = [(passage.name, passage.text) if paired else passage.text for passage in flat]
    answers = iter(_classify(model, inputs))
    judged = iter([_entity(one, some, [next(answers)[SENTIMENT] for _ in some]) for one, some in places])
    return [[next(judged) for _ in several] for several in found]


def _classify(model: str, inputs: Sequence[TextInput]) -> list[dict[str, HeadPrediction]]:
    """What several outlets print word for word is read once."""
    once = list(dict.fromkeys(inputs))
    answers = dict(zip(once, patiently(lambda: engine().classify(model, once)) if once else [], strict=True))
    return [answers[one] for one in inputs]


def _spans(found: Sequence[Found]) -> list[tuple[int, int]]:
    return [span for one in found for span in one.spans]


def _entity(found: Found, some: Sequence[Passage], heads: Sequence[HeadPrediction]) -> EntityVerdict:
    """The mean of its sentences' probabilities, of which the title counts more."""
    weights = np.array([TITLE_WEIGHT if passage.is_title else 1.0 for passage in some])
    labels = list(heads[0].scores)
    mean = np.average([[head.scores[label] for label in labels] for head in heads], axis=0, weights=weights)
    accepted = np.average([head.accepted for head in heads], weights=weights) >= 0.5
    probabilities = {label: round(float(share), 4) for label, share in zip(labels, mean, strict=True)}
    return EntityVerdict(found, labels[int(mean.argmax())], probabilities, bool(accepted))


def _verdict(
    heads: Mapping[str, HeadPrediction], entities: Sequence[EntityVerdict], *, version: str, entity_version: str
) -> Verdict:
    tone, topic = heads[SENTIMENT], heads.get(TOPIC)
    return Verdict(
        version=version,
        entity_version=entity_version,
        sentiment=tone.label,
        probabilities={label: round(share, 4) for label, share in tone.scores.items()},
        topic=topic.label if topic else "",
        topic_probability=round(topic.probability, 4) if topic else None,
        accepted=tone.accepted,
        entities=entities,
    )
