"""The key that opens a model server."""

import os
from pathlib import Path

from modelkit.errors import ModelkitError


def configured_key() -> str | None:
    """MODELKIT_API_KEY, or what the file at MODELKIT_API_KEY_FILE holds; None leaves the server open."""
    path = os.environ.get("MODELKIT_API_KEY_FILE")
    if not path:
        return os.environ.get("MODELKIT_API_KEY") or None
    try:
        key = Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ModelkitError(
            f"The key file {path} cannot be read.", remedy="Mount it, or unset the variable."
        ) from error
    if not key:  # an empty secret must not open the door
        raise ModelkitError(f"The key file {path} is empty.", remedy="Write the key into it, or unset the variable.")
    return key
