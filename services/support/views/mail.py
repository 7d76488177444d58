"""The e-mail channel as its operator sees it: whether mail comes in, what does not go out, and what to do about it."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from services.support import models, tasks
from services.support.actions.mail import sending
from services.support.queries import mail as stored
from services.support.views.paging import listing
from shared.accounts.access import require_role, signed_in
from shared.audit import actions as audit

Fault = models.Mailbox.Fault
REMEDIES: dict[str, str | Promise] = {
    Fault.UNREACHABLE: gettext_lazy("Check IMAP_HOST and IMAP_PORT, and that this machine may reach them."),
    Fault.TLS: gettext_lazy(
        "Check IMAP_TLS and IMAP_PORT. A certificate of your own authority is trusted when SSL_CERT_FILE names it."
    ),
    Fault.LOGIN: gettext_lazy(
        "Check IMAP_USER and IMAP_PASSWORD. Many providers want a password made for this application."
    ),
    Fault.FOLDER: gettext_lazy("Check IMAP_FOLDER: its name is case-sensitive and plain ASCII."),
    Fault.PROTOCOL: gettext_lazy("The next pass tries again. If this stays, look at the mail server's log."),
    "silent": gettext_lazy("Start the worker and beat: without them no mail is fetched or sent."),
}
_SILENT = gettext_lazy("Nobody has looked for mail for a while")


def fault_words(fault: str) -> str:
    return str(_SILENT if fault == "silent" else Fault(fault).label) if fault else ""


@require_GET
@require_role("editor")
def mail(request: HttpRequest) -> HttpResponse:
    status = stored.status()
    context = {
        "status": status,
        "fault": fault_words(status.fault),
        "remedy": REMEDIES.get(status.fault, ""),
        "verdicts": stored.verdicts(),
        "listing": listing(request, stored.troubled()),
        "smtp": f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}",
    }
    return render(request, "support/mail/mail.html", context)


@require_POST
@require_role("editor")
def poll(request: HttpRequest) -> HttpResponse:
    """By the worker, which alone has the mailbox's password."""
    tasks.poll_mailbox.delay_on_commit()
    messages.info(request, _("The mailbox is being looked at. Reload in a moment."))
    return redirect("mail")


@require_POST
@require_role("editor")
def try_again(request: HttpRequest, mail_id: int) -> HttpResponse:
    row = get_object_or_404(models.SentMail, pk=mail_id)
    if sending.try_again(row):
        audit.record(actor=signed_in(request), action="mail_sent_again", target=row)
        messages.success(request, _("It goes out again in a moment."))
    return redirect("mail")
