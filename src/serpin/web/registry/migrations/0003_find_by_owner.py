"""Indexes for lists in alphabetical order and for those of one enterprise."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("registry", "0002_keep_what_was_sent"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="record",
            name="records_by_title",
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(fields=["workspace", "kind", "title", "id"], name="records_in_alphabet"),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(fields=["workspace", "kind", "enterprise", "position", "id"], name="records_by_owner"),
        ),
    ]
