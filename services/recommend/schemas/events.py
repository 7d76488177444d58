"""What becomes of events that are sent."""

from ninja import Schema


class ConflictOut(Schema):
    """`row` counts from 1 in the body."""

    row: int
    id: str


class KeptOut(Schema):
    """`capped` events and impressions were more than a person sends in a day; they are counted, not kept."""

    new: int
    duplicates: int
    capped: int
    conflicts: list[ConflictOut]
