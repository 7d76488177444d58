"""Shares on the pages are rounded."""

import pytest
from django.utils.translation import override

from services.sentiment.templatetags.sentiment_text import percent


@pytest.mark.parametrize(
    ("share", "digits", "told"), [(0.996, 0, "100 %"), (0.9996, 1, "100.0 %"), (0.28571, 1, "28.6 %"), (None, 0, "–")]
)
def test_shares(share: float | None, digits: int, told: str) -> None:
    with override("en"):
        assert percent(share, digits) == told
