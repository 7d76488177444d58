"""transformers' progress bars and load reports, silenced: a half-filled head is what we asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from transformers.utils import logging as transformers_logging

# Its helpers are untyped.
_settings: Any = transformers_logging


@contextmanager
def quiet() -> Iterator[None]:
    """No bars and nothing below an error while the block runs; what was set before comes back."""
    verbosity, bars = _settings.get_verbosity(), _settings.is_progress_bar_enabled()
    _settings.set_verbosity_error()
    _settings.disable_progress_bar()
    try:
        yield
    finally:
        _settings.set_verbosity(verbosity)
        if bars:
            _settings.enable_progress_bar()
