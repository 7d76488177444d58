"""What support remembers. One module per noun; import them as `from services.support import models`."""

from services.support.models.candidate import Candidate, Shadowed
from services.support.models.conversation import Conversation, Event, Message, Visitor
from services.support.models.correction import Correction
from services.support.models.desk import CannedAnswer, Mention, Note, Priority, Seat, Team
from services.support.models.evaluation import CaseOutcomes, EvaluationCase, EvaluationRun
from services.support.models.finding import Finding
from services.support.models.fit import Prediction, SatisfactionFit
from services.support.models.gap import Gap, GapQuestion
from services.support.models.knowledge import Chunk, Document, DocumentVersion
from services.support.models.mail import Attachment, Correspondent, Mailbox, ReceivedMail, SentMail
from services.support.models.merge import Merge
from services.support.models.policy import Policy
from services.support.models.record import AnswerTemplate, Example, ImportBatch, Intent, TrainingPair
from services.support.models.report import CostInputs, ReportPlan
from services.support.models.satisfaction import Rating, Survey
from services.support.models.split import Exposure, Split, Treated
from services.support.models.submission import Submission, SubmittedFile
from services.support.models.trace import Trace

__all__ = [
    "AnswerTemplate",
    "Attachment",
    "Candidate",
    "CannedAnswer",
    "CaseOutcomes",
    "Chunk",
    "Conversation",
    "Correction",
    "Correspondent",
    "CostInputs",
    "Document",
    "DocumentVersion",
    "EvaluationCase",
    "EvaluationRun",
    "Event",
    "Example",
    "Exposure",
    "Finding",
    "Gap",
    "GapQuestion",
    "ImportBatch",
    "Intent",
    "Mailbox",
    "Mention",
    "Merge",
    "Message",
    "Note",
    "Policy",
    "Prediction",
    "Priority",
    "Rating",
    "ReceivedMail",
    "ReportPlan",
    "SatisfactionFit",
    "Seat",
    "SentMail",
    "Shadowed",
    "Split",
    "Submission",
    "SubmittedFile",
    "Survey",
    "Team",
    "Trace",
    "TrainingPair",
    "Treated",
    "Visitor",
]
