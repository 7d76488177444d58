from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recommend', '0012_catalogue_writes'),
    ]

    operations = [
        migrations.AddField(
            model_name='experiment',
            name='control_version',
            field=models.CharField(blank=True, default='', max_length=120),
        ),
        migrations.AddField(
            model_name='experiment',
            name='outcome',
            field=models.CharField(choices=[('click', 'A click'), ('purchase', 'A purchase')], default='click', max_length=10, verbose_name='what counts'),
        ),
        migrations.AddField(
            model_name='experiment',
            name='treatment_version',
            field=models.CharField(blank=True, default='', max_length=120),
        ),
        migrations.AlterField(
            model_name='experiment',
            name='control',
            field=models.CharField(choices=[('in_force', 'The ranker in force'), ('text', 'Texts alone'), ('popular', 'Popular'), ('version', 'A kept version')], default='in_force', max_length=10, verbose_name='control'),
        ),
        migrations.AlterField(
            model_name='experiment',
            name='horizon_hours',
            field=models.PositiveIntegerField(default=24, help_text='What counts comes within this time of the first list.', verbose_name='hours until a user counts'),
        ),
        migrations.AlterField(
            model_name='experiment',
            name='treatment',
            field=models.CharField(choices=[('in_force', 'The ranker in force'), ('text', 'Texts alone'), ('popular', 'Popular'), ('version', 'A kept version')], default='text', max_length=10, verbose_name='treatment'),
        ),
    ]
