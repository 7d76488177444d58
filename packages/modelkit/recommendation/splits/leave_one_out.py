"""Each user's last item is asked for, out of all they have not touched yet.

Common in papers, kind to everybody: what others did later is known while learning. Global time tells more.
"""

import numpy as np

from modelkit.recommendation.data import History, Interactions, Question
from modelkit.recommendation.splits.split import Split


def leave_one_out(data: Interactions, *, last: int = 1) -> Split:
    """Ask for the `last`-th row from each user's end (1 is the test, 2 the validation); what is behind it is unseen.

    Users with too few rows to leave a history are learnt from and not asked about.
    """
    behind = np.zeros(len(data), dtype=bool)
    questions = []
    for user, rows in enumerate(data.rows_by_user):
        if len(rows) <= last:
            continue
        behind[rows[-last:]] = True
        past, target = rows[:-last], data.items[rows[-last]]
        if target in data.items[past]:
            continue
        times = data.times[past]
        history = History(data.items[past], times, float(times[-1]), data.labels[user] if data.labels else ())
        questions.append(Question(user, history, np.array([target], dtype=np.int64)))
    return Split(f"leave-one-out, {last} from the end", data.where(~behind), questions)
