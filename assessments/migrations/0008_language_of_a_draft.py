"""A draft says what it is written in: until now what its assessment said."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def as_its_assessment(apps, schema_editor):
    of_it = apps.get_model("assessments", "Assessment").objects.filter(pk=OuterRef("assessment"))
    drafts = apps.get_model("assessments", "Draft").objects
    drafts.update(language=Subquery(of_it.values("language")[:1]))


class Migration(migrations.Migration):
    dependencies = [("assessments", "0007_scenario_bank")]

    operations = [
        migrations.AddField("draft", "language", models.CharField(max_length=5, default="nb"), preserve_default=False),
        migrations.RunPython(as_its_assessment, migrations.RunPython.noop),
    ]
