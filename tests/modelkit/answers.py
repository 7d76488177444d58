"""Comparing what models answered."""

import numpy as np
from numpy.typing import NDArray


def assert_same_answers(actual: NDArray[np.float32], expected: NDArray[np.float32]) -> None:
    """The same numbers but for the last bits, which change with where in memory weights and inputs lie."""
    np.testing.assert_allclose(actual, expected, rtol=1e-5, atol=1e-6)
