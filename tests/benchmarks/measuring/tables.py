"""Markdown tables of figures with their intervals."""

from collections.abc import Sequence

from modelkit.evaluation.intervals import Interval


def print_table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """The first column is text; the others are aligned to the right."""
    print(f"| {' | '.join(header)} |")
    print(f"|---|{'---:|' * (len(header) - 1)}")
    for row in rows:
        print(f"| {' | '.join(str(cell) for cell in row)} |", flush=True)


def percent(figure: Interval) -> str:
    """`93.5 % [92.6, 94.3]`"""
    return f"{100 * figure.value:.1f} % [{100 * figure.low:.1f}, {100 * figure.high:.1f}]"


def milliseconds(figure: Interval) -> str:
    """`48 ms [46, 51]`, from seconds."""
    return f"{1000 * figure.value:.0f} ms [{1000 * figure.low:.0f}, {1000 * figure.high:.0f}]"
