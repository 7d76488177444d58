"""Fit the ranker on what was shown and what of it was opened: one job, through the gate."""

from services.recommend.actions.training.running import KIND, run_training_job, start_training, train

__all__ = ["KIND", "run_training_job", "start_training", "train"]
