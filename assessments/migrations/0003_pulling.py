import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def protect_again(apps, schema_editor):
    """SQLite rebuilt the table of versions to add a column, and lost its trigger on the way."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS assessments_version_never_changes")
        schema_editor.execute(
            "CREATE TRIGGER assessments_version_never_changes BEFORE UPDATE ON assessments_version "
            "BEGIN SELECT RAISE(ABORT, 'versions and items never change'); END"
        )


class Migration(migrations.Migration):
    """Taking over what an upstream changed."""

    dependencies = [
        ('assessments', '0002_versions_never_change'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='draft',
            name='merged',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='version',
            name='merged',
            field=models.JSONField(default=list),
        ),
        migrations.CreateModel(
            name='Pull',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.BinaryField()),
                ('after', models.BinaryField()),
                ('was', models.JSONField()),
                ('at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pulls', to='assessments.assessment')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.version')),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='PieceChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=200)),
                ('verdict', models.CharField(max_length=10)),
                ('reason', models.TextField(blank=True)),
                ('answers', models.JSONField(null=True)),
                ('seen', models.CharField(max_length=16)),
                ('at', models.DateTimeField()),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='choices', to='assessments.assessment')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('since', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.version')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assessments.assessment')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('assessment', 'source', 'path'), name='chosen_once_per_piece')],
            },
        ),
        migrations.RunPython(protect_again, migrations.RunPython.noop),
    ]
