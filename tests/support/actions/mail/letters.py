"""Mail as customers' programs write it."""

from email.message import EmailMessage
from email.utils import make_msgid


def letter(text: str = "What does the Plus plan cost?", **given: str) -> EmailMessage:
    """A plain mail; headers by keyword, `_` for `-`, and `sender` for From."""
    mail = EmailMessage()
    fields = {"From": given.pop("sender", "Jo Doe <jo@customer.example>"), "To": "help@bank.example"}
    fields |= {"Subject": "A question", "Message-ID": make_msgid(domain="customer.example")}
    fields |= {name.replace("_", "-"): value for name, value in given.items()}
    for name, value in fields.items():
        if value:
            mail[name] = value
    mail.set_content(text)
    return mail


def answer_to(mail: EmailMessage, text: str = "Thank you. And abroad?", **given: str) -> EmailMessage:
    """As a mail program answers: the subject goes on, and the references."""
    given = {"In_Reply_To": str(mail["Message-ID"]), "References": str(mail["Message-ID"]), **given}
    return letter(text, **{"Subject": str(mail["Subject"]), **given})
