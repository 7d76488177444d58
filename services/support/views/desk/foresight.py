"""How likely the customer of a conversation will be unhappy, with what raises that."""

from dataclasses import dataclass

from services.support import models
from services.support.actions import remembered
from services.support.actions.forecast.telling import reasons

# From here on it is likelier than not.
_LIKELY = 0.5


@dataclass(frozen=True)
class Foresight:
    probability: float
    reasons: list[str]
    version: int

    @property
    def tone(self) -> str:
        return "bad" if self.probability >= _LIKELY else ""


def foresight_of(conversation: models.Conversation) -> Foresight | None:
    """None while no forecast is in force, and where it has not looked yet."""
    known: models.Prediction | None = getattr(conversation, "prediction", None)
    if known is None or remembered.forecast() is None:
        return None
    return Foresight(known.probability, reasons(known), known.version)
