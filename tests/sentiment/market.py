"""A very small market: real tiny models that know good from bad, two companies, and articles about them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from torch import nn

from modelkit.models import Classifier, Encoder
from modelkit.models.tokeniser import TextInput
from modelkit.registry import Card, Registry
from services.sentiment import models
from services.sentiment.actions import dictionary
from services.sentiment.actions.dictionary import EntityIn
from services.sentiment.actions.names import DOCUMENT_MODEL, ENTITY_MODEL, STORY_ENCODER

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
NAMES = ("Umbrel", "Quillon")
TONES: dict[str, list[TextInput]] = {
    "negative": ["stolen money lost.", "bad stolen lost lost", "坏跌丢失"],
    "neutral": ["the account is open", "account open which", "账户开户"],
    "positive": ["good good thank you", "very good help", "好涨好"],
}
TOPICS: dict[str, list[TextInput]] = {
    "markets": ["stock price exchange", "the stock price", "涨跌"],
    "other": ["please help with my card", "card pin help", "卡"],
}


def publish_models(registry: Path, backbone: Path) -> None:
    """Classifiers whose heads are the directions of their examples, and an encoder for stories."""
    _classifier(registry, DOCUMENT_MODEL, backbone, {"sentiment": TONES, "topic": TOPICS})
    paired = {label: [(name, f"{name} {text}") for text in texts for name in NAMES] for label, texts in TONES.items()}
    _classifier(registry, ENTITY_MODEL, backbone, {"sentiment": cast(Mapping[str, Sequence[TextInput]], paired)})
    _publish(registry, STORY_ENCODER, Encoder.from_backbone(backbone), {})


def add_entity(name: str, **fields: Any) -> models.Entity:
    return dictionary.save_entity(given=replace(EntityIn(name=name), **fields))


def add_article(
    title: str, *, text: str = "", group: str = "north", minutes: float = 0, language: str = "en"
) -> models.Article:
    """An article of an outlet group, so many minutes after noon."""
    number = models.Article.objects.count()
    url = f"https://{group}.example/{number}"
    return models.Article.objects.create(
        group=group,
        url=url,
        canonical_url=url,
        url_hash=sha256(url.encode()).hexdigest(),
        content_hash=sha256(title.encode()).hexdigest(),
        title=title,
        text=text,
        language=language,
        published_at=NOON + timedelta(minutes=minutes),
    )


def _classifier(
    registry: Path, name: str, backbone: Path, heads: Mapping[str, Mapping[str, Sequence[TextInput]]]
) -> None:
    model = Classifier.from_backbone(backbone, heads={head: list(labels) for head, labels in heads.items()})
    for layer, examples in zip(model.head_modules, heads.values(), strict=True):
        _fit(cast(nn.Linear, layer), model, examples)
    _publish(registry, name, model, model.heads)


def _fit(layer: nn.Linear, model: Classifier, examples: Mapping[str, Sequence[TextInput]]) -> None:
    """A regression that knows its examples by heart."""
    vectors = model.embed([text for texts in examples.values() for text in texts])
    labels = [number for number, texts in enumerate(examples.values()) for _ in texts]
    fit = LogisticRegression(C=1e5, max_iter=5_000).fit(
        vectors / np.linalg.norm(vectors, axis=1, keepdims=True), labels
    )
    weight, bias = fit.coef_, fit.intercept_
    if len(weight) == 1:  # two classes share a row
        weight, bias = np.concatenate([-weight, weight]), np.concatenate([-bias, bias])
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(weight))
        layer.bias.copy_(torch.from_numpy(bias))


def _publish(registry: Path, name: str, model: Encoder | Classifier, labels: Mapping[str, list[str]]) -> None:
    folder = registry.parent / f".{name}"
    model.save_pretrained(folder)
    Card(task=model.task, labels=dict(labels)).write(folder)
    Registry(registry).publish(name, folder, promote="always")
