"""Experiments: split or interleave, show, count, and say only what is known."""

from services.recommend.actions.experiments.interleaving import Cap, Draft, draft
from services.recommend.actions.experiments.life import end, start
from services.recommend.actions.experiments.sides import ranker
from services.recommend.actions.experiments.splitting import expose, running
from shared.experiments.splitting import is_treated

__all__ = ["Cap", "Draft", "draft", "end", "expose", "is_treated", "ranker", "running", "start"]
