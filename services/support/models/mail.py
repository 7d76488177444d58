"""The e-mail channel: who writes from which address, the mailbox, and every mail that came in or goes out."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from services.support.models.choices import Verdict


class Correspondent(models.Model):
    """The address that answers go to: encrypted, and found again by a keyed digest. Erased with its visitor."""

    visitor = models.OneToOneField("Visitor", on_delete=models.CASCADE, related_name="correspondent")
    digest = models.CharField(max_length=64, unique=True)
    sealed = models.TextField(help_text=_("The address, encrypted."))
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.digest[:8]


class Mailbox(models.Model):
    """The folder that is polled, who polls it now, and how the last pass went."""

    class Fault(models.TextChoices):
        UNREACHABLE = "unreachable", _("The mail server cannot be reached")
        TLS = "tls", _("The mail server's certificate is not trusted, or it speaks no TLS")
        LOGIN = "login", _("The mail server refused the login")
        FOLDER = "folder", _("There is no such folder")
        PROTOCOL = "protocol", _("The mail server answered in an unexpected way")

    name = models.CharField(max_length=300, unique=True, help_text=_("User, host and folder."))
    lease = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    polled_at = models.DateTimeField(null=True, blank=True)
    reached_at = models.DateTimeField(null=True, blank=True, help_text=_("The last pass without a fault."))
    fault = models.CharField(max_length=12, choices=Fault.choices, blank=True)
    fault_detail = models.CharField(max_length=300, blank=True)
    waiting = models.PositiveIntegerField(default=0, help_text=_("Unread mail left after the last pass."))

    def __str__(self) -> str:
        return self.name


class ReceivedMail(models.Model):
    """A mail that was looked at, exactly once. What it said is in its message; of others only the verdict is kept."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="received")
    validity = models.BigIntegerField(help_text=_("The folder's UIDVALIDITY."))
    uid = models.BigIntegerField()
    identity = models.CharField(max_length=64, unique=True, help_text=_("Of sender and Message-ID, else of the bytes."))
    sender = models.CharField(max_length=64, blank=True, db_index=True, help_text=_("The address's keyed digest."))
    header_id = models.CharField("Message-ID", max_length=255, blank=True, db_index=True)
    verdict = models.CharField(max_length=12, choices=Verdict.choices)
    conversation = models.ForeignKey(
        "Conversation", null=True, blank=True, on_delete=models.CASCADE, related_name="received_mail"
    )
    message = models.OneToOneField(
        "Message", null=True, blank=True, on_delete=models.CASCADE, related_name="received_mail"
    )
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["mailbox", "validity", "uid"], name="one_row_per_uid")]

    def __str__(self) -> str:
        return f"{self.uid}: {self.verdict}"


class SentMail(models.Model):
    """A message that goes out by mail: written in the message's own transaction, sent later, tried again."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Sending")
        SENT = "sent", _("Sent")
        DEAD = "dead", _("Given up")
        BOUNCED = "bounced", _("Came back")

    message = models.OneToOneField("Message", on_delete=models.CASCADE, related_name="sent_mail")
    header_id = models.CharField("Message-ID", max_length=255, unique=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    lease = models.UUIDField(null=True, blank=True, default=None)
    last_error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["state", "next_attempt_at"])]

    def __str__(self) -> str:
        return f"{self.header_id}: {self.state}"


class Attachment(models.Model):
    """A file that a customer sent. Refused ones keep their name and why, not their content."""

    class Refusal(models.TextChoices):
        KIND = "kind", _("this kind of file is not taken")
        SIZE = "size", _("it is too large")
        NUMBER = "number", _("there are too many files")

    message = models.ForeignKey("Message", on_delete=models.CASCADE, related_name="attachments")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text=_("The file's name on the disk."))
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=100, blank=True, help_text=_("The type that its content shows."))
    size = models.PositiveBigIntegerField(default=0)
    refused = models.CharField(max_length=10, choices=Refusal.choices, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
