"""Figures on the pages are rounded, whichever filter tells them."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from services.support.actions.drivers.telling import number
from services.support.actions.reports.telling import Kind, say
from services.support.templatetags.support_text import metric, milliseconds, percent


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("value", "name", "told"),
    [(0.9996, "loss", "1.000"), (0.12345, "ece", "0.123"), (0.99956, "accuracy", "100.0 %"), (None, "loss", "–")],
)
def test_metrics(value: float | None, name: str, told: str) -> None:
    assert metric(value, name) == told


@pytest.mark.parametrize(
    ("value", "told"), [(12.6, "13 ms"), (999.4, "999 ms"), (999.6, "1.0 s"), (1_990, "2.0 s"), (None, "–")]
)
def test_milliseconds(value: float | None, told: str) -> None:
    assert milliseconds(value) == told


@pytest.mark.parametrize(
    ("value", "kind", "told"),
    [
        (0.9996, "share", "100.0 %"),
        (0.28571, "share", "28.6 %"),
        (9.99, "seconds", "10 s"),
        (59.7, "seconds", "1.0 min"),
        (119, "seconds", "2.0 min"),
        (3_599, "seconds", "1.0 h"),
        (7_190, "seconds", "2.0 h"),
        (1.999, "money", "2.00 EUR"),
        (1_234.6, "count", "1,235"),
    ],
)
def test_reports(value: float, kind: Kind, told: str) -> None:
    assert say(value, kind, "EUR") == told


def test_shares_and_slopes() -> None:
    assert percent(0.9996, 1) == "100.0 %"
    assert percent(0.125) == "13 %"
    assert number(-0.0051) == "−0.01"
