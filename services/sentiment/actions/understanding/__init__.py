"""What a text says: whom it names, on which topic, in what tone, about each of them and as a whole."""

from services.sentiment.actions.understanding.reading import EntityVerdict, NothingTrained, Verdict, read

__all__ = ["EntityVerdict", "NothingTrained", "Verdict", "read"]
