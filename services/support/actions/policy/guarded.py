"""The operator's limit, moved past the gate."""

from services.support import models
from services.support.actions.gate import changes, guard
from services.support.actions.policy.choosing import accept_wrong_share


def move_limit(
    *, max_wrong_share: float, confident: bool = False, force: bool = False, actor: object = "system"
) -> models.Policy:
    """Raises `ChangeHeld` where the company's cases would be answered worse under the thresholds that follow."""
    trial = changes.policy(max_wrong_share=max_wrong_share, confident=confident)
    guard(what="policy", trial=lambda: trial, force=force, actor=actor)
    return accept_wrong_share(max_wrong_share=max_wrong_share, confident=confident)
