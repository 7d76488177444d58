import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recommend', '0005_pins_and_surfaces'),
    ]

    operations = [
        migrations.AddField(
            model_name='experiment',
            name='design',
            field=models.CharField(choices=[('split', 'Users are split'), ('interleave', 'Lists are interleaved')], default='split', max_length=10, verbose_name='design'),
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('request', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('user', models.CharField(db_index=True, max_length=120)),
                ('teams', models.JSONField(help_text='Item to control or treatment.')),
                ('at', models.DateTimeField()),
                ('experiment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='recommend.experiment')),
            ],
            options={
                'indexes': [models.Index(fields=['experiment', 'user', 'at'], name='recommend_d_experim_04025d_idx')],
            },
        ),
    ]
