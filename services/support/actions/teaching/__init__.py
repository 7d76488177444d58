"""Corrections teach at once: proposed by an agent, approved by an editor, live in the next answer, reversible."""

from services.support.actions.teaching.deciding import (
    Decision,
    approve,
    follow,
    prepare,
    reject,
    run_approval,
    start_approval,
    undo,
)
from services.support.actions.teaching.proposing import Proposal, propose, revise
from services.support.actions.teaching.refusals import AlreadyDecided, BatchRefused, Contradiction, CorrectionRefused

__all__ = [
    "AlreadyDecided",
    "BatchRefused",
    "Contradiction",
    "CorrectionRefused",
    "Decision",
    "Proposal",
    "approve",
    "follow",
    "prepare",
    "propose",
    "reject",
    "revise",
    "run_approval",
    "start_approval",
    "undo",
]
