"""An entity as the form of the dictionary writes it: aliases and competitors are rows of inputs side by side."""

import re

from django.http import QueryDict

from services.sentiment import models
from services.sentiment.actions.dictionary import AliasIn, EntityIn

_SPARE_ALIASES, _SPARE_PEERS = 2, 1
# As people write lists, in English and in Chinese.
_BETWEEN = re.compile(r"[;,；，、]")


def blank() -> EntityIn:
    return roomy(EntityIn(name=""))


def shown(entity: models.Entity) -> EntityIn:
    return roomy(
        EntityIn(
            key=entity.key,
            name=entity.name,
            name_zh=entity.name_zh,
            ticker=entity.ticker,
            sector=entity.sector,
            watched=entity.watched,
            peers=[peer.key for peer in entity.peers.order_by("name")],
            aliases=[AliasIn(one.text, one.case_sensitive, list(one.needs)) for one in entity.aliases.all()],
        )
    )


def given_by(form: QueryDict) -> EntityIn:
    """Empty rows are dropped; the rest is for the action to judge."""
    texts, cases, needs = (form.getlist(name) for name in ("alias", "alias_case", "alias_needs"))
    rows = zip(texts, cases, needs, strict=False)
    return EntityIn(
        **{name: _clean(form.get(name, "")) for name in ("name", "name_zh", "ticker", "sector")},
        watched=form.get("watched") == "1",
        peers=[key for value in form.getlist("peer") if (key := _clean(value))],
        aliases=[AliasIn(text, case == "1", _words(beside)) for one, case, beside in rows if (text := _clean(one))],
    )


def roomy(given: EntityIn) -> EntityIn:
    """With empty rows at the end, so that the form can be filled without a script."""
    return EntityIn(
        **(
            vars(given)
            | {
                "aliases": [*given.aliases, *[AliasIn("")] * _SPARE_ALIASES],
                "peers": [*given.peers, *[""] * _SPARE_PEERS],
            }
        )
    )


def _words(text: str) -> list[str]:
    return [word for part in _BETWEEN.split(_clean(text)) if (word := part.strip())]


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()
