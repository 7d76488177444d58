from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("support", "0015_submissions"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="original",
            field=models.TextField(
                blank=True,
                default="",
                help_text="What an agent wrote, where the text is its translation. For the desk alone.",
            ),
            preserve_default=False,
        ),
    ]
