"""The models by name, and how long whoever asks them waits."""

import modelkit
from shared import engines

INTENT_MODEL = "support-intent"
ENCODER = "support-encoder"
RERANKER = "support-reranker"
INDEX = "support-knowledge"

# A customer is waiting: past this, a person is the better answer.
_CUSTOMER_SECONDS = 3.0


def candidate_index(candidate_id: int) -> str:
    """Of a candidate with an encoder of its own. No name comes twice: servers keep what they opened by its name."""
    return f"{INDEX}-candidate-{candidate_id}"


def engine() -> modelkit.Engine:
    """For answering customers: gives up soon."""
    return engines.engine(seconds=_CUSTOMER_SECONDS)


def patient_engine() -> modelkit.Engine:
    """For batch work, such as building an index or choosing thresholds."""
    return engines.engine()
