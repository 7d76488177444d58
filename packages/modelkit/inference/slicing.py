"""Cut a large request into pieces that small ones can slip between."""

from collections.abc import Iterator, Sequence

from modelkit.inference.engine import TextInput

# An item's own overhead, in characters, so that a thousand empty texts do not count as nothing.
OVERHEAD = 16
# A model reads no further, however long the text.
LONGEST = 3_072


def cost_of(item: TextInput) -> int:
    """About how much work a text, or two that are read together, is; in characters."""
    parts = (item,) if isinstance(item, str) else item
    return min(sum(map(len, parts)), LONGEST) + OVERHEAD


def slices(costs: Sequence[int], budget: float) -> Iterator[list[int]]:
    """Positions in slices of at most `budget` (or one item), short items first: equal lengths need no padding."""
    taken: list[int] = []
    spent = 0
    for position in sorted(range(len(costs)), key=costs.__getitem__):
        if taken and spent + costs[position] > budget:
            yield taken
            taken, spent = [], 0
        taken.append(position)
        spent += costs[position]
    if taken:
        yield taken
