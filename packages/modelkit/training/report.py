"""What a training run has to say for itself."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class FitReport:
    """`best` is the validation figure of the weights that were kept (None without validation).

    `history` holds it after each validation; times are in seconds, `cpu_seconds` summed over all threads, and both
    count only this process's share of a resumed run.
    """

    task: str
    objective: str
    figure: str
    examples: int
    steps: int
    epochs: float
    best: float | None = None
    history: list[float] = field(default_factory=list)
    stopped_early: bool = False
    resumed_at: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
