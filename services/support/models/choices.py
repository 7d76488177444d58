"""The closed vocabularies that rows, traces and pages share."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# Events of this kind are for agents: customers' streams leave them out.
INTERNAL_EVENT = "desk"


class Split(models.TextChoices):
    TRAIN = "train", _("Train")
    VALIDATION = "validation", _("Validation")
    TEST = "test", _("Test")


class Channel(models.TextChoices):
    """By what a customer wrote."""

    WIDGET = "widget", _("Chat")
    EMAIL = "email", _("E-mail")


class Verdict(models.TextChoices):
    """What became of a mail that came in. Only `TAKEN` is in a conversation."""

    TAKEN = "taken", _("Taken into a conversation")
    AUTOMATIC = "automatic", _("Automatic: a list or an auto-reply")
    BOUNCE = "bounce", _("Came back: it could not be delivered")
    OWN = "own", _("Our own mail")
    NO_SENDER = "no_sender", _("No single sender to answer")
    UNREADABLE = "unreadable", _("Cannot be read")
    TOO_MANY = "too_many", _("Too many from this sender")


class State(models.TextChoices):
    """Who may speak. Only `BOT` lets the bot write; see actions.conversations."""

    BOT = "bot", _("Answered by the assistant")
    WAITING = "waiting", _("Waiting for a person")
    PERSON = "person", _("With a person")
    CLOSED = "closed", _("Closed")


class Author(models.TextChoices):
    VISITOR = "visitor", _("Customer")
    BOT = "bot", _("Assistant")
    AGENT = "agent", _("Agent")
    SYSTEM = "system", _("Notice")


class Rung(models.TextChoices):
    """The step of the answer ladder that spoke."""

    TEMPLATE = "template", _("Template")
    COMPOSED = "composed", _("Composed from sources")
    HANDOVER = "handover", _("Handed over")
    NOTICE = "notice", _("Notice")


class Reason(models.TextChoices):
    """Why the ladder ended where it did. Stable codes: reports and scripts read them."""

    TAUGHT = "taught", _("A person has corrected this question")
    INTENT_ACCEPTED = "intent_accepted", _("The intent was recognised")
    SOURCES_SUPPORT = "sources_support", _("Sources support the answer")
    GENERATED = "generated", _("A generator phrased it from the sources")
    ASKED_FOR_PERSON = "asked_for_person", _("The customer asked for a person")
    UNHAPPY_TWICE = "unhappy_twice", _("The customer was unhappy twice")
    LIKELY_UNHAPPY = "likely_unhappy", _("The customer would likely be unhappy")
    BELOW_THRESHOLD = "below_threshold", _("No answer was certain enough")
    NO_SOURCES = "no_sources", _("Nothing in the knowledge fits")
    NOT_A_QUESTION = "not_a_question", _("There was no question in the message")
    ENGINE_DOWN = "engine_down", _("The model server did not answer")
    AGENT_REQUESTED = "agent_requested", _("An agent stepped in")
    MANY_MAILS = "many_mails", _("Many mails in a short time")
    FOR_A_PERSON = "for_a_person", _("The mail had nothing that the assistant can read")


# Questions that ended so found no certain answer: what the knowledge lacks.
UNKNOWN = (Reason.BELOW_THRESHOLD, Reason.NO_SOURCES)
