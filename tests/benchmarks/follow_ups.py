"""Follow-ups: the last of two or three questions against the same asked alone; and changes of the subject

237 cases of ours, English and Chinese, in the sample's `follow_ups.jsonl`; nothing was trained on them. Right is the
article that answers the last question, as the best source after all scores. Target: at least 85 % of what the same
question reaches when it is asked whole; a change of the subject never loses by what was said before.
"""

import numpy as np

from modelkit.evaluation.intervals import bootstrap
from tests.benchmarks.measuring import machine, suite
from tests.benchmarks.measuring.inside import ask
from tests.benchmarks.measuring.tables import percent, print_table

_ALL = "both"


def main() -> None:
    machine.keep_two_cores()
    cases = ask(suite.bank(), "following")
    rows = []
    for kind, language in [(kind, language) for kind in ("follow_up", "switch") for language in ("en", "zh", _ALL)]:
        chosen = [one["right"] for one in cases if one["kind"] == kind and language in (one["language"], _ALL)]
        values = {name: np.array([one[name] for one in chosen], dtype=float) for name in ("alone", "with", "without")}
        share = values["with"].mean() / max(values["alone"].mean(), 1e-9)
        figures = [percent(bootstrap(values[name])) for name in values]
        rows.append([kind.replace("_", " "), language, len(chosen), *figures, f"{share:.0%}"])
    print_table(
        ["case", "language", "n", "asked whole", "with the questions before", "without them", "of asked whole"], rows
    )
    lost = [one["turns"] for one in cases if one["kind"] == "switch" and one["right"]["without"] > one["right"]["with"]]
    print(f"\nChanges of the subject that lost by what was said before: {len(lost)}. {lost or ''}")


if __name__ == "__main__":
    main()
