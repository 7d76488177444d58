from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def keep_one_pin(apps: Any, schema_editor: Any) -> None:
    """Of several pins of an item on a surface, the one that stood first; positions count from one."""
    pins = apps.get_model("recommend", "Pin").objects
    pins.filter(position=0).update(position=1)
    kept: set[tuple[int, str]] = set()
    for pin in pins.order_by("position", "id"):
        if (pin.item_id, pin.surface) in kept:
            pin.delete()
        kept.add((pin.item_id, pin.surface))


class Migration(migrations.Migration):

    dependencies = [
        ('recommend', '0004_vectors_know_when_they_read'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SurfaceRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('surface', models.CharField(blank=True, max_length=60, unique=True, verbose_name='surface')),
                ('most_of_category', models.PositiveSmallIntegerField(default=0, help_text='In ten items; 0 means any number.', verbose_name='most of one category')),
                ('loss_budget', models.FloatField(default=0.0, help_text='The share of NDCG@10, measured on validation days, that more different items may cost; 0 for none.', verbose_name='loss budget')),
            ],
            options={
                'ordering': ['surface'],
            },
        ),
        migrations.AddField(
            model_name='pin',
            name='created_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='pin',
            name='starts_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='starts'),
        ),
        migrations.AlterField(
            model_name='item',
            name='updated_at',
            field=models.DateTimeField(auto_now=True, db_index=True),
        ),
        migrations.RunPython(keep_one_pin, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='pin',
            constraint=models.CheckConstraint(condition=models.Q(('position__gte', 1)), name='pin_positions_count_from_one'),
        ),
        migrations.AddConstraint(
            model_name='pin',
            constraint=models.CheckConstraint(condition=models.Q(('starts_at', None), ('ends_at', None), ('ends_at__gt', models.F('starts_at')), _connector='OR'), name='a_pin_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='pin',
            constraint=models.UniqueConstraint(fields=('item', 'surface'), name='one_pin_an_item_and_surface'),
        ),
        migrations.AddConstraint(
            model_name='surfacerule',
            constraint=models.CheckConstraint(condition=models.Q(('loss_budget__gte', 0), ('loss_budget__lte', 0.1)), name='a_budget_is_a_tenth_at_most'),
        ),
        migrations.AddConstraint(
            model_name='surfacerule',
            constraint=models.CheckConstraint(condition=models.Q(('most_of_category__lte', 10)), name='a_cap_is_of_ten'),
        ),
    ]
