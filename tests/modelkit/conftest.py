"""What every test of modelkit begins with."""

import pytest
import torch


@pytest.fixture(autouse=True)
def _seeded() -> None:
    """Models made by hand begin alike, whichever tests this worker ran before."""
    torch.manual_seed(0)
