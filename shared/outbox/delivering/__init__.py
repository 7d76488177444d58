"""Send what is due. Several workers may do this at once, and any of them may be killed at any moment.

A worker takes a row by writing a lease on it. If it dies, the lease runs out and the message is sent again under the
same id: what is told twice is told as the same thing, and nothing is left untold.
"""

from shared.outbox.delivering.claiming import LEASE, claim
from shared.outbox.delivering.rounds import deliver_due
from shared.outbox.delivering.settling import settle

__all__ = ["LEASE", "claim", "deliver_due", "settle"]
