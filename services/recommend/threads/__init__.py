"""A few threads that stay, each with its connection to the database.

Django gives each request a thread of its own, which opens a connection of its own; that takes longer than ranking,
and where more is asked for than can be answered, hundreds of threads and connections slow each other down. Here a
request waits its turn instead, from when all of it has arrived: one that is sent slowly keeps nobody waiting. Bulk
leaves a thread free, and who would wait for too long is told to come again.
"""

from services.recommend.threads.handler import InOneGo
from services.recommend.threads.turns import THREADS, KeptThreads

__all__ = ["THREADS", "InOneGo", "KeptThreads"]
