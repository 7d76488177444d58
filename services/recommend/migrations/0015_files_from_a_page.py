"""A file that was uploaded has a job, which people watch."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial"), ("recommend", "0014_cleared_users_and_counted_places")]

    operations = [
        migrations.AddField(
            model_name="import",
            name="job",
            field=models.OneToOneField(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="jobs.job"
            ),
        ),
    ]
