"""What people sent and have not taken over yet."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("case", models.JSONField()),
                ("foreign", models.BooleanField(default=False)),
                ("notes", models.JSONField(default=list)),
                ("state", models.CharField(max_length=40)),
                ("uploaded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="uploads", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="uploads", to="accounts.workspace"
                    ),
                ),
            ],
        ),
        migrations.AlterField(
            model_name="historicalidea",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "under discussion"),
                    ("merged", "joined with another"),
                    ("project", "became a project"),
                    ("declined", "declined"),
                ],
                default="open",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="idea",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "under discussion"),
                    ("merged", "joined with another"),
                    ("project", "became a project"),
                    ("declined", "declined"),
                ],
                default="open",
                max_length=10,
            ),
        ),
    ]
