"""A very small bank: real tiny models that know its intents, its articles in two languages, its templates."""

from pathlib import Path
from typing import cast

import numpy as np
import torch
from torch import nn

from modelkit.models import Classifier, Encoder
from modelkit.registry import Card, Registry
from services.support import models
from services.support.actions.documents import ingest_file
from services.support.actions.engine import ENCODER, INTENT_MODEL

EXAMPLES = {
    "card_lost": [
        "my card is lost",
        "lost card help",
        "card stolen please block the card",
        "我的卡丢失怎么办",
        "卡丢了",
    ],
    "pin_forgotten": ["i do not know my pin", "what is my pin", "pin please", "我的密码是什么", "密码"],
    "close_account": ["close my account", "how can i close the account", "account close please", "请问怎么关账户"],
}
TEMPLATES = {
    "card_lost": {
        "en": "Freeze the card under Cards and order a new one for {fee} EUR.",
        "zh": "请在应用里冻结卡片,补卡费用 {fee} 欧元。",
    },
    "pin_forgotten": {"en": "See Cards, Security, Show PIN.", "zh": "请看卡片、安全、显示密码。"},
    "close_account": {
        "en": "Use Profile, Close account. Business accounts write to us.",
        "zh": "请打开个人资料,关闭账户。",
    },
}
RATES = """---
title: Exchange rate
language: en
---
# Exchange rate
## How the exchange rate is set
The exchange rate is the Visa rate of the day. At the weekend a markup of 0.5 % is added for Basic.
## Transfer fee abroad
A transfer in another currency costs 12.00 EUR plus 0.3 %. It takes 2–5 working days.
"""
RATES_ZH = """---
title: 汇率
language: zh
---
# 汇率
## 汇率怎么定
汇率是当天的 Visa 汇率。周末基础账户加 0.5 %。
"""
RATE_QUESTION = "how is the exchange rate set"


def publish_models(root: Path, backbone: Path) -> None:
    """An encoder as it is, and a classifier whose heads are the directions of its examples."""
    encoder = Encoder.from_backbone(backbone)
    _publish(root, ENCODER, encoder, labels=[])
    classifier = Classifier.from_backbone(backbone, heads={"label": list(EXAMPLES)})
    layer = cast(nn.Linear, classifier.head_modules[0])
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(_directions(classifier)))
        layer.bias.zero_()
    _publish(root, INTENT_MODEL, classifier, labels=list(EXAMPLES))


def open_bank() -> None:
    """Templates, articles and a policy, without any index yet."""
    for name, texts in TEMPLATES.items():
        intent = models.Intent.objects.create(name=name, title={"en": name}, slots={"fee": "6.00"})
        for language, text in texts.items():
            models.AnswerTemplate.objects.create(intent=intent, language=language, text=text)
    for key, body in {"rates.md": RATES, "rates-zh.md": RATES_ZH}.items():
        ingest_file(filename=key, data=body.encode(), user=None)
    models.Policy.objects.update_or_create(
        pk=1, defaults={"intent_threshold": 0.64, "answer_threshold": 0.75, "curves": {"scorer": "fused"}}
    )


def _directions(classifier: Classifier) -> np.ndarray:
    """One weight vector a label, [labels, dim]: a nearest-centre classifier, sharp enough to be certain."""
    centres = []
    for texts in EXAMPLES.values():
        vectors = classifier.embed(texts)
        centres.append((vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).mean(axis=0))
    middle = np.mean(centres, axis=0)
    return np.asarray([30 * (centre - middle) for centre in centres], dtype=np.float32)


def _publish(root: Path, name: str, model: Encoder | Classifier, *, labels: list[str]) -> None:
    folder = root / f".{name}"
    model.save_pretrained(folder)
    Card(task=model.task, labels={"label": labels} if labels else {}).write(folder)
    Registry(root / "models").publish(name, folder, promote="always")
