"""What agents do beside talking: take, assign, sort, note, remember, and be helped."""

from services.support.actions.desk.canned import delete_canned, fill_canned, save_canned
from services.support.actions.desk.notes import add_note, read_mentions
from services.support.actions.desk.organising import add_tags, set_priority, set_tags, set_team, snooze
from services.support.actions.desk.presence import be_seen, set_away
from services.support.actions.desk.several import do_for_each
from services.support.actions.desk.taking import AtCapacity, assign, take_next
from services.support.actions.desk.teams import save_team, set_capacity

__all__ = [
    "AtCapacity",
    "add_note",
    "add_tags",
    "assign",
    "be_seen",
    "delete_canned",
    "do_for_each",
    "fill_canned",
    "read_mentions",
    "save_canned",
    "save_team",
    "set_away",
    "set_capacity",
    "set_priority",
    "set_tags",
    "set_team",
    "snooze",
    "take_next",
]
