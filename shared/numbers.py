"""Numbers as people round them, and as the reader's language writes them."""

import math
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format


def rounded(value: float, digits: int = 0, *, grouped: bool = False) -> str:
    """With so many digits; a dash where it is no number. `grouped` tells thousands apart."""
    if not math.isfinite(value):
        return "–"
    # Django cuts digits off where people expect rounding. 100 × 0.285 is 28.499999999999996, and meant is 28.5.
    meant = Decimal(repr(round(value, 9)))
    # Adding nothing takes the sign off a zero.
    exact = meant.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) + 0
    return number_format(exact, digits, force_grouping=grouped)
