"""Personal data is masked before a text is stored, logged, embedded or trained on."""

from shared.privacy.masking import Masked, mask

__all__ = ["Masked", "mask"]
