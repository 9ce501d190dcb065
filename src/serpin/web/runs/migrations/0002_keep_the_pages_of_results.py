"""Keep the pages of results."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("runs", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Page",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=2)),
                ("name", models.CharField(blank=True, default="", max_length=40)),
                ("version", models.CharField(max_length=20)),
                ("body", models.JSONField()),
                (
                    "run",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="pages", to="runs.run"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("run", "language", "name"), name="one_page_of_a_run_and_language")
                ],
            },
        ),
    ]
