"""What every test finds in place."""

import os
from pathlib import Path

import pytest

# Thread pools that add up to more than the cores cost far more than they bring, above all with several workers.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


@pytest.fixture(scope="session")
def tiny_backbone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real encoder of two small layers, built offline."""
    from modelkit import testing

    return testing.tiny_backbone(tmp_path_factory.mktemp("backbone"))
