"""What a company brings from another desk: looked at first, then taken whole or not at all by the records' import."""

from services.support.actions.desks.bringing import Brought, Load, bring, read_load, take
from services.support.actions.desks.choosing import Choice
from services.support.actions.desks.content import ENCODINGS
from services.support.actions.desks.keeping import pack, unpack
from services.support.actions.desks.layouts import LAYOUTS
from services.support.actions.desks.previewing import KindPreview, Preview, preview

__all__ = [
    "ENCODINGS",
    "LAYOUTS",
    "Brought",
    "Choice",
    "KindPreview",
    "Load",
    "Preview",
    "bring",
    "pack",
    "preview",
    "read_load",
    "take",
    "unpack",
]
