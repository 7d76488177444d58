"""A trace as a ladder that people can read: one rung a step, with bars where a score met a threshold."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.support import models

Seen = Mapping[str, Any]

_NAMES = {
    "mask": gettext_lazy("Personal data"),
    "language": gettext_lazy("Language"),
    "context": gettext_lazy("Context"),
    "wishes": gettext_lazy("Wishes"),
    "taught": gettext_lazy("Corrections"),
    "intent": gettext_lazy("Intent"),
    "retrieve": gettext_lazy("Search"),
    "rerank": gettext_lazy("Ranking"),
    "threshold": gettext_lazy("Certainty"),
    "compose": gettext_lazy("Answer"),
    "generate": gettext_lazy("Phrasing"),
    "engine": gettext_lazy("Model server"),
}
_SKIPPED = {
    "no_model": gettext_lazy("No model has been trained yet."),
    "no_template": gettext_lazy("There is no valid answer in this language."),
    "already_given": gettext_lazy("The same answer was given just before."),
    "not_calibrated": gettext_lazy("Only the same words are matched yet: how near is near enough is not known."),
    "nothing_near": gettext_lazy("No corrected question is near."),
    "no_threshold_chosen": gettext_lazy("No threshold has been chosen yet; see Policy."),
}


@dataclass(frozen=True)
class Bar:
    """`share` and `mark` are percentages of the bar's width: the score, and the threshold it met."""

    label: str
    value: float
    share: float
    passed: bool | None = None
    mark: float | None = None
    chunk: int | None = None


@dataclass(frozen=True)
class Rung:
    """`state` is passed, failed, skipped or plain."""

    name: str
    state: str
    summary: str
    milliseconds: float | None = None
    bars: Sequence[Bar] = field(default_factory=list)
    threshold: float | None = None


def read_trace(trace: models.Trace) -> list[Rung]:
    titles = _passage_titles(trace.steps)
    return [_rung(step, titles) for step in trace.steps]


def _rung(step: Seen, titles: Mapping[int, str]) -> Rung:
    name = str(step.get("step", ""))
    reader = _READERS.get(name, _plain)
    state, summary, bars = reader(step, titles)
    if skipped := step.get("skipped"):
        state, summary = "skipped", str(_SKIPPED.get(skipped, skipped))
    label = str(_NAMES.get(name, name))
    return Rung(label, state, summary, step.get("milliseconds"), bars, step.get("threshold"))


Read = tuple[str, str, list[Bar]]


def _plain(step: Seen, titles: Mapping[int, str]) -> Read:
    known = {"step", "milliseconds", "skipped"}
    facts = (f"{name}: {value}" for name, value in step.items() if name not in known)
    return "plain", " · ".join(facts)[:300], []


def _mask(step: Seen, titles: Mapping[int, str]) -> Read:
    found = ", ".join(step.get("found", []))
    return "plain", _("Masked: %(kinds)s") % {"kinds": found} if found else _("Nothing to mask."), []


def _language(step: Seen, titles: Mapping[int, str]) -> Read:
    given = _("as the customer chose") if step.get("given") else _("as detected")
    return "plain", f"{step.get('language', '')} ({given})", []


def _context(step: Seen, titles: Mapping[int, str]) -> Read:
    variants = step.get("variants", [])
    if len(variants) < 2:
        return "plain", _("The message was read on its own."), []
    return "plain", _("Also read as: “%(question)s”") % {"question": variants[1]}, []


def _wishes(step: Seen, titles: Mapping[int, str]) -> Read:
    wish = step.get("wish")
    known = {
        "person": _("The customer asks for a person."),
        "unhappy": _("The customer is unhappy with the answer."),
        "no_question": _("The message holds no question."),
    }
    return ("passed" if wish else "plain"), known.get(wish or "", wish or _("None stated.")), []


def _taught(step: Seen, titles: Mapping[int, str]) -> Read:
    if "correction" not in step:
        return "plain", "", []
    accepted = bool(step.get("accepted"))
    if step.get("exact"):
        return "passed", _("The same words were corrected (no. %(number)d).") % {"number": step["correction"]}, []
    score, threshold = float(step["score"]), float(step["threshold"])
    scale = _scale([score], threshold)
    bar = Bar(
        _("Correction no. %(number)d") % {"number": step["correction"]}, score, scale(score), accepted, scale(threshold)
    )
    summary = (
        _("It means the same as a corrected question.")
        if accepted
        else _("A corrected question is near, but not near enough.")
    )
    return ("passed" if accepted else "plain"), summary, [bar]


def _intent(step: Seen, titles: Mapping[int, str]) -> Read:
    if "label" not in step:
        return "plain", "", []
    accepted = bool(step.get("accepted"))
    # Traces from before templates were chosen by certainty have the gate's score alone.
    score, threshold = float(step.get("certainty", step["reject_score"])), step.get("threshold")
    scale = _scale([score], threshold)
    bars = [Bar(step["label"], score, scale(score), accepted, None if threshold is None else scale(threshold))]
    for label, probability in step.get("runners_up", []):
        bars.append(Bar(label, probability, max(0.0, min(100.0, 100 * probability))))
    summary = _("“%(intent)s” with probability %(share)d %%") % {
        "intent": step["label"],
        "share": round(100 * float(step.get("probability", 0))),
    }
    return ("passed" if accepted else "failed"), summary, bars


def _candidates(step: Seen, titles: Mapping[int, str]) -> Read:
    found = step.get("candidates", [])[:5]
    scale = _scale([one["score"] for one in found], None)
    bars = [
        Bar(titles.get(one["chunk"], f"#{one['chunk']}"), one["score"], scale(one["score"]), chunk=one["chunk"])
        for one in found
    ]
    return "plain", _("The best %(count)d passages") % {"count": len(bars)} if bars else _("Nothing found."), bars


def _rerank(step: Seen, titles: Mapping[int, str]) -> Read:
    state, summary, bars = _candidates(step, titles)
    if step.get("leaves_subject"):
        alone = _("The message leaves what was said before, so it was read on its own.")
        summary = f"{alone} {summary}"
    return state, summary, bars


def _threshold(step: Seen, titles: Mapping[int, str]) -> Read:
    accepted, threshold, score = bool(step.get("accepted")), step.get("threshold"), step.get("score")
    if score is None or threshold is None:
        return "plain", "", []
    scale = _scale([score], threshold)
    bar = Bar(_("Best passage"), score, scale(score), accepted, scale(threshold))
    summary = _("Certain enough to answer.") if accepted else _("Not certain enough to answer.")
    return ("passed" if accepted else "failed"), summary, [bar]


def _compose(step: Seen, titles: Mapping[int, str]) -> Read:
    names = "; ".join(titles.get(chunk, f"#{chunk}") for chunk in step.get("sources", []))
    return "passed", _("Written from: %(sources)s") % {"sources": names}, []


def _engine(step: Seen, titles: Mapping[int, str]) -> Read:
    return "failed", _("It did not answer in time: %(error)s") % {"error": step.get("error", "")}, []


_READERS: dict[str, Callable[[Seen, Mapping[int, str]], Read]] = {
    "mask": _mask,
    "language": _language,
    "context": _context,
    "wishes": _wishes,
    "taught": _taught,
    "intent": _intent,
    "retrieve": _candidates,
    "rerank": _rerank,
    "threshold": _threshold,
    "compose": _compose,
    "engine": _engine,
}


def _scale(values: Sequence[float], threshold: float | None) -> Callable[[float], float]:
    """Scores of different models live on different scales: show each step on one that fits its own."""
    known = [*values, *([] if threshold is None else [threshold])]
    low, high = min([0.0, *known]), max([*known, 1.0 if all(0 <= value <= 1 for value in known) else 0.0])
    width = (high - low) or 1.0
    return lambda value: round(100 * (value - low) / width, 1)


def _passage_titles(steps: Sequence[Seen]) -> dict[int, str]:
    chunks = set(_chunks_named(steps))
    rows = models.Chunk.objects.filter(pk__in=chunks).select_related("document")
    return {row.pk: str(row) for row in rows}


def _chunks_named(steps: Sequence[Seen]) -> Iterator[int]:
    for step in steps:
        yield from (one["chunk"] for one in step.get("candidates", []))
        yield from step.get("sources", [])
