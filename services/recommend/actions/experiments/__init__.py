"""Experiments: split, show, count, and say only what is known."""

from services.recommend.actions.experiments.life import end, start
from services.recommend.actions.experiments.splitting import assigned, is_treated

__all__ = ["assigned", "end", "is_treated", "start"]
