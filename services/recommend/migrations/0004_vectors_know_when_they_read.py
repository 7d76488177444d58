from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("recommend", "0003_experiments"),
    ]

    operations = [
        migrations.RenameField(model_name="itemvector", old_name="updated_at", new_name="read_at"),
        migrations.AlterField(
            model_name="itemvector",
            name="read_at",
            field=models.DateTimeField(db_index=True, help_text="Changes of the item after this were not seen yet."),
        ),
    ]
