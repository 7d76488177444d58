"""Shares and differences on the pages are rounded."""

import pytest
from django.utils.translation import override

from services.recommend.templatetags.recommend_text import percent, signed


@pytest.mark.parametrize(
    ("share", "digits", "told"), [(0.996, 0, "100 %"), (0.9996, 1, "100.0 %"), (0.28571, 1, "28.6 %"), (None, 1, "–")]
)
def test_shares(share: float | None, digits: int, told: str) -> None:
    with override("en"):
        assert percent(share, digits) == told


@pytest.mark.parametrize(("value", "told"), [(0.019, "+0.02"), (-0.019, "−0.02"), (-0.001, "0.00"), (0.0, "0.00")])
def test_differences_have_a_sign_where_they_differ(value: float, told: str) -> None:
    with override("en"):
        assert signed(value) == told
