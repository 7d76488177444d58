"""What somebody has handed in and nobody is answered by yet: it is judged in the background, then made or held."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.support.models.knowledge import Document
from services.support.models.record import ImportBatch, Intent
from shared.jobs.models import Job


class Submission(models.Model):
    """A change of whatever answers rest on. Its job says how far it is, and its number is the job's.

    `change` is what is to become of an answer, an intent or the policy, under a name that outlives it.
    `told` is what came of each file, in codes and counts. The verdict names cases by number: their words may be a
    customer's, who may be erased.
    """

    class What(models.TextChoices):
        ARTICLES = "articles", _("Articles")
        RECORDS = "records", _("Records")
        ARCHIVE = "archive", _("Archiving")
        RESTORE = "restore", _("Restoring")
        DESK = "desk", _("From another desk")
        UNDO = "undo", _("Undoing an import")
        TEMPLATE = "template", _("Answer")
        DELETION = "deletion", _("Deleting an answer")
        INTENT = "intent", _("Enabling or disabling an intent")
        POLICY = "policy", _("Policy")

    job = models.OneToOneField(Job, primary_key=True, on_delete=models.CASCADE, related_name="submission")
    what = models.CharField(max_length=10, choices=What.choices)
    kind = models.CharField(max_length=20, choices=ImportBatch.Kind.choices, blank=True)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    batch = models.ForeignKey(ImportBatch, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    intent = models.ForeignKey(Intent, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    change = models.JSONField(default=dict, blank=True)
    force = models.BooleanField(default=False, help_text=_("Somebody has seen what breaks and wants it all the same."))
    actor = models.CharField(max_length=200, help_text=_("What the audit log calls whoever handed it in."))
    attempts = models.PositiveSmallIntegerField(default=0, help_text=_("More than one where workers were killed."))
    verdict = models.JSONField(default=dict, blank=True)
    told = models.JSONField(default=list, blank=True)
    settled = models.BooleanField(default=False, help_text=_("Nobody has to decide on it any more."))

    class Meta:
        ordering = ["-job__created_at"]

    def __str__(self) -> str:
        return f"{self.what} {self.pk}"

    @property
    def changed(self) -> bool:
        """Whether answers may be others than before; what was known already changes nothing."""
        return self.state == "made" and any(one["state"] in {"new", "changed"} for one in self.told)

    @property
    def changes_articles(self) -> bool:
        """Whether the index has to follow it."""
        others = {self.What.TEMPLATE, self.What.DELETION, self.What.INTENT, self.What.POLICY}
        return self.kind != ImportBatch.Kind.INTENTS and self.what not in others

    @property
    def names(self) -> list[str]:
        """What it is about: the article, the answer and so on, or the files."""
        if self.document:
            return [self.document.title]
        if name := self.change.get("name"):
            return [name]
        refused = [one["filename"] for one in self.told]
        return [*refused, *(file.filename for file in self.files.all())]

    @property
    def state(self) -> str:
        """`checking`, `made`, `held` by the gate, `cancelled`, or `failed` otherwise. Only `made` changed anything."""
        if self.job.is_active:
            return "checking"
        if self.job.state == Job.State.SUCCEEDED:
            return "made"
        if self.job.state == Job.State.CANCELLED:
            return "cancelled"
        return "held" if self.verdict.get("held") else "failed"


class SubmittedFile(models.Model):
    """As it was sent, or read and masked, until it is in or nobody wants it. Nothing in it tells who a customer is."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="files")
    filename = models.CharField(max_length=600)
    key = models.CharField(max_length=500, blank=True)
    data = models.BinaryField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.filename
