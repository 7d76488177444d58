"""Items and users in; the latest word on each counts."""

from services.recommend.actions.catalogue.saving import save_items, save_users

__all__ = ["save_items", "save_users"]
