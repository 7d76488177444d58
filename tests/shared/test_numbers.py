"""Numbers as people round them, and as the reader's language writes them."""

import pytest
from django.utils.translation import override

from shared.numbers import rounded


@pytest.mark.parametrize(
    ("value", "digits", "told"),
    [
        (0.9996, 3, "1.000"),
        (0.0625, 3, "0.063"),
        (99.95, 1, "100.0"),
        (0.285, 2, "0.29"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (100 * 0.285, 0, "29"),
        (12, 0, "12"),
        (-0.04, 1, "0.0"),
        (-0.05, 1, "-0.1"),
        (float("nan"), 1, "–"),
        (float("inf"), 1, "–"),
    ],
)
def test_a_number_is_rounded_and_never_cut(value: float, digits: int, told: str) -> None:
    with override("en"):
        assert rounded(value, digits) == told


def test_thousands_are_told_apart_where_that_is_asked_for() -> None:
    with override("en"):
        assert rounded(1_234_567.895, 2, grouped=True) == "1,234,567.90"
        assert rounded(1_234_567, grouped=True) == "1,234,567"
