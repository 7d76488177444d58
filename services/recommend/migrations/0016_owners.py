"""Items may be a user's own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recommend", "0015_files_from_a_page")]

    operations = [
        migrations.AddField(
            model_name="item",
            name="owner",
            field=models.CharField(
                blank=True,
                # Of large tables no row is written anew for it.
                db_default="",
                default="",
                help_text="The user whose own it is: never listed for them.",
                max_length=120,
                verbose_name="owner",
            ),
        ),
    ]
