"""The three models' versions."""

from services.support.actions.engine import ENCODER, INTENT_MODEL, RERANKER
from shared.training import versions

NAMES = (INTENT_MODEL, ENCODER, RERANKER)


def list_versions() -> list[versions.ModelVersions]:
    return versions.list_versions(NAMES)
