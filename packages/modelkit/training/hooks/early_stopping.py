"""Stop when validation has not improved for a while."""

from modelkit.training.hooks.base import Hook, Run


class EarlyStopping(Hook):
    """Counts from the run's own history, so that a resumed run stops where the uninterrupted one would."""

    def __init__(self, patience: int) -> None:
        self.patience = patience

    def validated(self, run: Run, *, improved: bool) -> None:
        """Ask to stop after `patience` validations without a new best."""
        best_at = run.history.index(max(run.history))
        if len(run.history) - 1 - best_at >= self.patience:
            run.stop = run.stopped_early = True
