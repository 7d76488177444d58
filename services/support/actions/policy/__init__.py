"""The operator's limit on wrong answers, and the thresholds that follow from it."""

from services.support.actions.limits import NEVER
from services.support.actions.policy.choosing import accept_wrong_share, choose_thresholds, measure, preview
from services.support.actions.policy.early import set_early_handover

__all__ = ["NEVER", "accept_wrong_share", "choose_thresholds", "measure", "preview", "set_early_handover"]
