"""Which team a conversation belongs to, when it begins to wait for a person."""

from services.support import models


def team_for(*, topic: str, language: str) -> models.Team | None:
    """The one that names both topic and language, else either; a team that names neither takes what is left."""
    best, best_fit = None, -1
    for team in models.Team.objects.order_by("pk"):
        fits_topic, fits_language = topic in team.topics, language in team.languages
        if (team.topics and not fits_topic) or (team.languages and not fits_language):
            continue
        fit = 2 * fits_topic + fits_language
        if fit > best_fit:
            best, best_fit = team, fit
    return best
