"""The operator's limit before it is moved."""

from typing import Unpack

from services.support.actions.gate import By, Verdict, changes, guard
from services.support.actions.gate.asking import Trial


def judge_limit(*, max_wrong_share: float, confident: bool = False, **by: Unpack[By]) -> Verdict:
    """Raises `ChangeHeld` where the company's cases would be answered worse under the thresholds that follow."""

    def trial() -> Trial:
        return changes.policy(max_wrong_share=max_wrong_share, confident=confident)

    return guard(what="policy", trial=trial, **by)
