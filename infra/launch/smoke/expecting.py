"""What a user must see. Said with a function: `assert` would fall silent under `python -O`."""


class Missed(AssertionError):
    """A user would miss this."""


def expect(condition: object, otherwise: str) -> None:
    """Raises `Missed` unless the condition holds."""
    if not condition:
        raise Missed(otherwise)
