"""What sentiment remembers. One module per noun; import them as `from services.sentiment import models`."""

from services.sentiment.models.alert import Alert, AlertEvent, GroupNotice, Note
from services.sentiment.models.article import Article, Story
from services.sentiment.models.bins import Bin, CountedStory
from services.sentiment.models.entity import Alias, Entity, Mention
from services.sentiment.models.judgement import Judgement, Label, LabelBatch
from services.sentiment.models.near import Band, ErasedText, HostTurn
from services.sentiment.models.rule import Inhibition, MaintenanceWindow, Rule, RuleState, Silence
from services.sentiment.models.source import Crawl, FeedState, Fetch, RobotsFile, Source

__all__ = [
    "Alert",
    "AlertEvent",
    "Alias",
    "Article",
    "Band",
    "Bin",
    "CountedStory",
    "Crawl",
    "Entity",
    "ErasedText",
    "FeedState",
    "Fetch",
    "GroupNotice",
    "HostTurn",
    "Inhibition",
    "Judgement",
    "Label",
    "LabelBatch",
    "MaintenanceWindow",
    "Mention",
    "Note",
    "RobotsFile",
    "Rule",
    "RuleState",
    "Silence",
    "Source",
    "Story",
]
