"""What the first ten places of everybody's lists hold."""

from django.db import connection

from services.recommend import models

# Table and columns are our own; the generation is a parameter.
_POSTGRESQL = """
SELECT item, count(*) FROM recommend_userlist,
       jsonb_array_elements_text(jsonb_path_query_array(items, '$[0 to 9]')) AS item
WHERE generation_id = %s GROUP BY item
"""
_SQLITE = """
SELECT place.value, count(*) FROM recommend_userlist AS list, json_each(list.items) AS place
WHERE list.generation_id = %s AND place.key < 10 GROUP BY place.value
"""


def counted(generation: models.Generation) -> dict[str, int]:
    """In how many each item stands. It reads all lists: pages read what was counted when they were published."""
    with connection.cursor() as cursor:
        cursor.execute(_POSTGRESQL if connection.vendor == "postgresql" else _SQLITE, [generation.pk])
        return {str(item): int(count) for item, count in cursor.fetchall()}
