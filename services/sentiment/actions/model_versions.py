"""The two models' versions."""

from services.sentiment.actions.names import DOCUMENT_MODEL, ENTITY_MODEL
from shared.training import versions

NAMES = (DOCUMENT_MODEL, ENTITY_MODEL)


def list_versions() -> list[versions.ModelVersions]:
    return versions.list_versions(NAMES)


def is_trained() -> bool:
    """Whether a version of the document model, which everything needs, is in force."""
    return any(model.name == DOCUMENT_MODEL and model.live is not None for model in list_versions())
