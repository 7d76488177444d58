"""Folders as other tools write them. One file a layout: it yields rows as our own files have them."""

from services.recommend.actions.importing.layouts import gorse, mind, recbole, rectools
from services.recommend.actions.importing.layouts.base import Layout

LAYOUTS: dict[str, Layout] = {
    "gorse": gorse.read,
    "mind": mind.read,
    "recbole": recbole.read,
    "rectools": rectools.read,
}
