from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recommend', '0006_interleaving'),
    ]

    operations = [
        migrations.CreateModel(
            name='Shadowed',
            fields=[
                ('request', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('user', models.CharField(db_index=True, max_length=120)),
                ('surface', models.CharField(blank=True, max_length=60)),
                ('at', models.DateTimeField(db_index=True)),
                ('live', models.CharField(help_text='The version that answered.', max_length=120)),
                ('shadow', models.CharField(help_text='The version beside it.', max_length=120)),
                ('live_items', models.JSONField(null=True)),
                ('shadow_items', models.JSONField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['live', 'shadow', 'at'], name='recommend_s_live_3c0cd1_idx')],
            },
        ),
    ]
