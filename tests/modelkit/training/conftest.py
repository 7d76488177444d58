from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from modelkit.testing import tiny_backbone
from tests.modelkit.training.families import FAMILIES, Family


@pytest.fixture(scope="session")
def backbone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_backbone(tmp_path_factory.mktemp("backbone"), prefixes=True)


@pytest.fixture(params=FAMILIES, ids=lambda family: family.objective)
def family(request: pytest.FixtureRequest) -> Family:
    found: Family = request.param
    return found


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Sums in one order, so that equal runs are equal to the bit."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)
