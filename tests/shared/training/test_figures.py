"""Figures and the gate's reasons, in the language of the reader."""

import pytest
from django.utils import translation

from modelkit.registry import Card, refusals
from shared.training.figures import figures, reasons

LIVE = Card(task="classify", metrics={"sentiment.accuracy": {"value": 0.8, "low": 0.78, "high": 0.82}})
WORSE = Card(task="classify", metrics={"sentiment.accuracy": {"value": 0.7, "low": 0.68, "high": 0.72}})


@pytest.mark.parametrize(
    ("name", "english", "chinese"),
    [
        ("accuracy", "accuracy", "准确率"),
        ("topic.macro_f1", "macro F1 (topic)", "宏平均 F1（主题）"),
        ("mood.accuracy", "accuracy (mood)", "准确率（mood）"),
        ("hit@10", "hit@10", "hit@10"),
    ],
)
def test_a_figure_has_a_label_and_keeps_its_name(name: str, english: str, chinese: str) -> None:
    card = Card(task="classify", metrics={name: {"value": 0.5}})
    for language, label in (("en", english), ("zh-hans", chinese)):
        with translation.override(language):
            (one,) = figures(card)
        assert (one.name, one.label, one.value, one.low) == (name, label, 0.5, None)


def test_a_version_is_held_back_for_the_reasons_of_the_gate() -> None:
    with translation.override("en"):
        (english,) = reasons(WORSE, LIVE)
    assert english == refusals(WORSE, LIVE)[0].replace("sentiment.accuracy", "accuracy (sentiment)")
    with translation.override("zh-hans"):
        assert reasons(WORSE, LIVE) == ["其准确率（情感）为 70.0 %，现用版本为 80.0 %（95% 区间 78.0 % 至 82.0 %）。"]
        assert reasons(Card(task="classify"), LIVE) == ["其准确率（情感）从未测量；现用版本为 80.0 %。"]
        assert reasons(Card(task="encode"), LIVE) == ["其任务为“encode”，而现用版本的任务为“classify”。"]
        assert reasons(LIVE, LIVE) == reasons(WORSE, None) == []
