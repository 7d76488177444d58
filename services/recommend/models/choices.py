"""The closed vocabularies of rows, API and pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    """What a user did with an item, weakest sign of interest first; a dismissal says the contrary."""

    BROWSE = "browse", _("Browse")
    CLICK = "click", _("Click")
    LIKE = "like", _("Like")
    COMMENT = "comment", _("Comment")
    SHARE = "share", _("Share")
    PURCHASE = "purchase", _("Purchase")
    DISMISS = "dismiss", _("Dismiss")
