"""Backbones by name: found on this machine or written from an installed wheel, ready for transformers."""

from modelkit.models.backbones.resolving import DEFAULT_BACKBONE, ENGLISH_BACKBONE, find, resolve
from modelkit.models.backbones.spec import BackboneSpec, Pooling, describe, write_spec

__all__ = [
    "DEFAULT_BACKBONE",
    "ENGLISH_BACKBONE",
    "BackboneSpec",
    "Pooling",
    "describe",
    "find",
    "resolve",
    "write_spec",
]
