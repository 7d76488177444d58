"""Comparing what models answered."""

import numpy as np
import numpy.typing as npt


def assert_same_answers(actual: npt.ArrayLike, expected: npt.ArrayLike) -> None:
    """The same numbers but for the last bits, which change with where in memory weights and inputs lie."""
    np.testing.assert_allclose(actual, expected, rtol=1e-5, atol=1e-6)
