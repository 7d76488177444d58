"""The operator's limit on wrong answers, moved."""

from services.support.actions import policy
from services.support.actions.gate import By, Verdict
from services.support.actions.policy.judging import judge_limit
from services.support.actions.submissions import telling
from services.support.actions.submissions.kinds.base import Kind, Submission, Told
from shared.audit import actions as audit


def _judge(row: Submission, by: By) -> Verdict:
    return judge_limit(max_wrong_share=row.change["share"], confident=row.change["confident"], **by)


def _move(row: Submission) -> Told:
    saved = policy.accept_wrong_share(max_wrong_share=row.change["share"], confident=row.change["confident"])
    told = {"share": saved.max_wrong_share, "confident": saved.confident}
    audit.record(actor=row.actor, action="policy_changed", target=saved, **told)
    return [telling.changed(str(saved))]


POLICY = Kind(_judge, _move)
