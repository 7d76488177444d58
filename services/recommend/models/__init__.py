"""What recommend remembers. One module per noun; import them as `from services.recommend import models`."""

from services.recommend.models.evaluation import Evaluation
from services.recommend.models.event import Activity, Event, Impression
from services.recommend.models.experiment import Draft, Experiment, Exposure
from services.recommend.models.generation import Generation, ListedItem, Shard, UserList
from services.recommend.models.imports import Import
from services.recommend.models.item import Item, Pin
from services.recommend.models.profile import Profile
from services.recommend.models.shadow import Shadowed
from services.recommend.models.surface import SurfaceRule
from services.recommend.models.vector import ItemVector
from services.recommend.models.write import CatalogueWrite

__all__ = [
    "Activity",
    "CatalogueWrite",
    "Draft",
    "Evaluation",
    "Event",
    "Experiment",
    "Exposure",
    "Generation",
    "Import",
    "Impression",
    "Item",
    "ItemVector",
    "ListedItem",
    "Pin",
    "Profile",
    "Shadowed",
    "Shard",
    "SurfaceRule",
    "UserList",
]
