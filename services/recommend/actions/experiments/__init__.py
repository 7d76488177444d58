"""Experiments: split or interleave, show, count, and say only what is known."""

from services.recommend.actions.experiments.interleaving import draft, keep_draft
from services.recommend.actions.experiments.life import end, start
from services.recommend.actions.experiments.splitting import expose, forget_written, is_treated, running

__all__ = ["draft", "end", "expose", "forget_written", "is_treated", "keep_draft", "running", "start"]
