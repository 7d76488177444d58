"""Customers, their conversations, and the events that every screen replays."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from services.support.models.choices import Author, Channel, State
from services.support.models.desk import Priority


class Visitor(models.Model):
    """A customer as far as we know them: a signed token in their browser, or the company's own id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    external_id = models.CharField(max_length=200, blank=True, db_index=True)
    language = models.CharField(max_length=12, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return str(self.id)


class Conversation(models.Model):
    """A talk with one visitor. `state` says who may speak; `epoch` fences off whoever spoke before."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visitor = models.ForeignKey(Visitor, on_delete=models.CASCADE, related_name="conversations")
    state = models.CharField(max_length=10, choices=State.choices, default=State.BOT)
    channel = models.CharField(
        _("channel"),
        max_length=10,
        choices=Channel.choices,
        default=Channel.WIDGET,
        help_text=_("By what the customer wrote last, which is where answers go."),
    )
    mail_tag = models.CharField(
        max_length=16, blank=True, help_text=_("Stands in subjects; known to nobody but the customer.")
    )
    epoch = models.PositiveIntegerField(default=0, help_text=_("Raised at every change of state."))
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="conversations",
    )
    team = models.ForeignKey(
        "Team", null=True, blank=True, on_delete=models.SET_NULL, related_name="conversations", verbose_name=_("team")
    )
    priority = models.SmallIntegerField(_("priority"), choices=Priority.choices, default=Priority.NORMAL)
    tags = models.JSONField(_("tags"), default=list, blank=True)
    topic = models.CharField(_("topic"), max_length=100, blank=True, help_text=_("The intent recognised last."))
    snoozed_until = models.DateTimeField(null=True, blank=True)
    awaiting_since = models.DateTimeField(
        null=True, blank=True, help_text=_("Since when the customer waits for a person's answer.")
    )
    language = models.CharField(max_length=12, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    handover_reason = models.CharField(max_length=40, blank=True)
    unhappy_count = models.PositiveIntegerField(default=0)
    last_event = models.PositiveIntegerField(default=0, help_text=_("The highest event number given out."))
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    updated_at = models.DateTimeField(auto_now=True)
    waiting_since = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-updated_at"]
        indexes = [models.Index(fields=["state", "waiting_since"])]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=State.PERSON) | models.Q(assigned_to__isnull=False),
                name="a_person_state_has_a_person",
            ),
            models.UniqueConstraint(
                fields=["mail_tag"], condition=~models.Q(mail_tag=""), name="one_conversation_per_mail_tag"
            ),
        ]

    def __str__(self) -> str:
        return self.subject or str(self.id)


class Message(models.Model):
    """What one side said, masked. A visitor's message is also the work item of the answer ladder."""

    class Answering(models.TextChoices):
        NOT_NEEDED = "not_needed", _("Needs no answer")
        PENDING = "pending", _("To be answered")
        CLAIMED = "claimed", _("Being answered")
        DONE = "done", _("Answered")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    author = models.CharField(max_length=10, choices=Author.choices)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.WIDGET)
    text = models.TextField()
    original = models.TextField(
        blank=True, help_text=_("What an agent wrote, where the text is its translation. For the desk alone.")
    )
    citations = models.JSONField(
        default=list,
        blank=True,
        help_text=_("Objects with n, chunk, document, version, title, heading, url and quote."),
    )
    client_id = models.CharField(
        max_length=64, blank=True, help_text=_("Given by the sender, so that a retry adds nothing.")
    )
    in_reply_to = models.OneToOneField("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="reply")
    answering = models.CharField(max_length=12, choices=Answering.choices, default=Answering.NOT_NEEDED)
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    feedback = models.SmallIntegerField(default=0, help_text=_("1 thumbs up, -1 thumbs down, 0 none."))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["answering", "claimed_until"])]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "client_id"],
                condition=~models.Q(client_id=""),
                name="one_message_per_client_id",
            ),
            models.CheckConstraint(condition=models.Q(feedback__in=[-1, 0, 1]), name="feedback_is_a_thumb"),
        ]

    def __str__(self) -> str:
        return f"{self.author}: {self.text[:60]}"


class Event(models.Model):
    """One numbered fact of a conversation; streams replay them after `Last-Event-ID`."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["conversation", "number"]
        constraints = [models.UniqueConstraint(fields=["conversation", "number"], name="one_event_per_number")]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"
