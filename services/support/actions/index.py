"""The knowledge index: a derived artefact, built aside and swapped whole."""

import logging
from collections.abc import Callable
from pathlib import Path

import numpy as np
from django.conf import settings
from modelkit.errors import ModelkitError
from modelkit.retrieval import Fusion, Index, IndexStore
from numpy.typing import NDArray

from services.support import models, queries
from services.support.actions.engine import engine
from services.support.models.choices import Split

INDEX = "support-knowledge"
ENCODER = "support-encoder"
CANDIDATES = 20
_BATCH = 64

Progress = Callable[[int, int], None]
Vectors = NDArray[np.float32]
