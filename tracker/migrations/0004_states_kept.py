"""The database keeps a report's state and its versions together."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracker", "0003_states")]
    operations = [
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latest__isnull', True), ('state', 'draft')), models.Q(models.Q(('state', 'draft'), _negated=True), ('latest__isnull', False)), _connector='OR'), name='report_draft_has_no_version'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved', models.F('latest')), ('approved__isnull', False), ('state', 'approved')), models.Q(models.Q(('state', 'approved'), _negated=True), models.Q(('approved__isnull', True), models.Q(('approved', models.F('latest')), _negated=True), _connector='OR')), _connector='OR'), name='report_approved_is_latest'),
        ),
    ]
