"""How the e-mail channel fares."""

from datetime import datetime

from ninja import Field, Schema


class MailStatusOut(Schema):
    """`fault` is empty, or one of unreachable, tls, login, folder, protocol and silent (nobody polls)."""

    is_on: bool
    fault: str
    polled_at: datetime | None
    reached_at: datetime | None
    unread: int = Field(description="Mail left in the mailbox after the last pass.")
    waiting: int = Field(description="Answers that are still to be sent.")
    failing: int = Field(description="Those of them that failed at least once.")
    dead: int
    bounced: int
