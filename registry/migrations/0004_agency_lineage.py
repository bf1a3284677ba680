"""An agency may choose not to be named among those who build on a common origin."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0003_agency_shares_scores")]
    operations = [
        migrations.AddField(
            model_name="agency",
            name="is_named_in_lineage",
            field=models.BooleanField(default=True, verbose_name="named in lineages"),
        ),
    ]
