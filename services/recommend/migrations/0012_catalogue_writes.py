import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recommend', '0011_impressions_are_counted'),
    ]

    operations = [
        migrations.CreateModel(
            name='CatalogueWrite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stamp', models.DateTimeField(help_text='When the rows say that they were written.')),
            ],
        ),
        migrations.AddField(
            model_name='itemvector',
            name='item_updated_at',
            field=models.DateTimeField(help_text='What the item said of itself when it was read. Says it anything else, it is read again.', null=True),
        ),
        migrations.AlterField(
            model_name='item',
            name='updated_at',
            field=models.DateTimeField(db_index=True, default=django.utils.timezone.now),
        ),
        migrations.AlterField(
            model_name='itemvector',
            name='read_at',
            field=models.DateTimeField(db_index=True, help_text='When the vector was written.'),
        ),
    ]
