"""This process's one door to the models: a server's where MODELKIT_URL names one, else its own."""

from functools import cache

from django.conf import settings

import modelkit

INTENT_MODEL = "support-intent"
ENCODER = "support-encoder"
RERANKER = "support-reranker"
INDEX = "support-knowledge"

# A customer is waiting: past this, a person is the better answer.
_CUSTOMER_SECONDS = 3.0
# Building an index sends large batches, and nobody waits for one of them.
_BATCH_SECONDS = 120.0


def engine() -> modelkit.Engine:
    """For answering customers: gives up soon."""
    return _connected(_CUSTOMER_SECONDS) if settings.MODELKIT_URL else _in_process()


def patient_engine() -> modelkit.Engine:
    """For batch work, such as building an index or choosing thresholds."""
    return _connected(_BATCH_SECONDS) if settings.MODELKIT_URL else _in_process()


def forget_engines() -> None:
    """Close what is open; the next call connects anew, as after a change of settings or a fork."""
    _connected.cache_clear()
    _in_process.cache_clear()


@cache
def _connected(seconds: float) -> modelkit.Engine:
    return modelkit.connect(settings.MODELKIT_URL, api_key=settings.MODELKIT_API_KEY or None, timeout=seconds)


@cache
def _in_process() -> modelkit.Engine:
    # The first call loads the model, which may take longer than any customer's call does later.
    return modelkit.connect(
        registry=settings.MODELKIT_REGISTRY, indexes=settings.MODELKIT_INDEXES, timeout=_BATCH_SECONDS
    )
