"""Reports get a way from draft to approved; checks, drafts, evidence, decisions, reminders."""

import django.db.models.deletion
import tracker.calculations.checks
import tracker.models.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CheckRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[(tracker.calculations.checks.CheckKind['CUMULATIVE_FALL'], 'A cumulative figure falls'), (tracker.calculations.checks.CheckKind['PART_WHOLE'], 'A part exceeds its whole'), (tracker.calculations.checks.CheckKind['UNIT_SLIP'], 'Slip of the unit (10, 100, 1,000 or 10,000 times)'), (tracker.calculations.checks.CheckKind['JUMP'], 'Jump against the own history'), (tracker.calculations.checks.CheckKind['BEHIND'], 'Behind schedule'), (tracker.calculations.checks.CheckKind['BLANK'], 'No figure')], max_length=20, verbose_name='check')),
                ('severity', models.CharField(choices=[(tracker.calculations.checks.Severity['ERROR'], 'error'), (tracker.calculations.checks.Severity['WARNING'], 'warning')], max_length=10, verbose_name='severity')),
                ('threshold', models.DecimalField(blank=True, decimal_places=4, max_digits=9, null=True, verbose_name='threshold')),
                ('is_active', models.BooleanField(default=True, verbose_name='in force')),
            ],
            options={
                'verbose_name': 'check rule',
                'verbose_name_plural': 'check rules',
                'ordering': ['kind', 'target', 'whole', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('approved', 'approved'), ('returned', 'returned'), ('reopened', 're-opened')], max_length=10, verbose_name='decision')),
                ('comment', models.TextField(blank=True, max_length=1000, verbose_name='comment')),
                ('until', models.DateField(blank=True, null=True, verbose_name='open until')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
            ],
            options={
                'verbose_name': 'decision',
                'verbose_name_plural': 'decisions',
                'ordering': ['version', 'recorded_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.JSONField(default=dict, verbose_name='content')),
                ('seen', models.PositiveIntegerField(default=0, verbose_name='version seen')),
                ('number', models.PositiveIntegerField(default=1, verbose_name='saved times')),
                ('window', models.CharField(blank=True, max_length=32, verbose_name='window')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
            ],
            options={
                'verbose_name': 'draft',
                'verbose_name_plural': 'drafts',
                'ordering': ['report', 'author'],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(upload_to='evidence/%Y/%m', verbose_name='file')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('size', models.PositiveBigIntegerField(verbose_name='size in bytes')),
                ('media_type', models.CharField(max_length=120, verbose_name='media type')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn at')),
            ],
            options={
                'verbose_name': 'evidence',
                'verbose_name_plural': 'evidence',
                'ordering': ['report', 'recorded_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.SmallIntegerField(verbose_name='working days after the due date')),
                ('created_at', models.DateTimeField(verbose_name='created at')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent at')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('problem', models.CharField(blank=True, max_length=300, verbose_name='problem')),
            ],
            options={
                'verbose_name': 'reminder',
                'verbose_name_plural': 'reminders',
                'ordering': ['period', 'step', 'user'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='membership',
            name='membership_role_known',
        ),
        migrations.AddField(
            model_name='auditevent',
            name='quarter',
            field=models.CharField(blank=True, max_length=6, verbose_name='quarter'),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='reason',
            field=models.TextField(blank=True, verbose_name='reason'),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='target',
            field=models.CharField(blank=True, max_length=80, verbose_name='target'),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='unit',
            field=models.CharField(blank=True, max_length=60, verbose_name='reporting unit'),
        ),
        migrations.AddField(
            model_name='report',
            name='approved',
            field=models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='approved_of', to='tracker.reportversion', verbose_name='approved version'),
        ),
        migrations.AddField(
            model_name='report',
            name='counted',
            field=models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='counted_of', to='tracker.reportversion', verbose_name='counted version'),
        ),
        migrations.AddField(
            model_name='report',
            name='is_late',
            field=models.BooleanField(default=False, editable=False, verbose_name='first submitted after the due date'),
        ),
        migrations.AddField(
            model_name='report',
            name='state',
            field=models.CharField(choices=[('draft', 'draft'), ('submitted', 'submitted'), ('returned', 'returned'), ('approved', 'approved')], default='draft', editable=False, max_length=10, verbose_name='state'),
        ),
        migrations.AddField(
            model_name='reportversion',
            name='findings',
            field=models.JSONField(blank=True, default=list, verbose_name='checks that fired'),
        ),
        migrations.AddField(
            model_name='reportversion',
            name='next_step',
            field=models.TextField(blank=True, max_length=1000, verbose_name='next step'),
        ),
        migrations.AddField(
            model_name='reportversion',
            name='on_behalf_of',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='on behalf of'),
        ),
        migrations.AddField(
            model_name='reportversion',
            name='promise_outcome',
            field=models.CharField(blank=True, choices=[('kept', 'done'), ('partly', 'partly done'), ('not-kept', 'not done')], max_length=10, verbose_name='what came of the last next step'),
        ),
        migrations.AddField(
            model_name='reportversion',
            name='reason',
            field=models.CharField(blank=True, choices=[('funding', 'funding'), ('land', 'land'), ('approval', 'approval procedures'), ('season', 'season'), ('policy', 'policy of a higher authority'), ('definition', 'change of definition'), ('other', 'other')], max_length=20, verbose_name='reason'),
        ),
        migrations.AlterField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=[('viewer', 'viewer'), ('reporter', 'reporter'), ('reviewer', 'reviewer'), ('bureau-reviewer', 'bureau reviewer'), ('coordinator', 'coordinator'), ('auditor', 'auditor')], max_length=20, verbose_name='role'),
        ),
        migrations.AlterField(
            model_name='reportversion',
            name='value',
            field=tracker.models.fields.FigureField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='value'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['unit', 'at'], name='audit_unit_at'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['target', 'at'], name='audit_target_at'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['at'], name='audit_at'),
        ),
        migrations.AddConstraint(
            model_name='baseline',
            constraint=models.CheckConstraint(condition=models.Q(('qualifier__in', ['exact', 'more-than', 'at-least', 'about', 'expected', 'flash', 'derived'])), name='baseline_qualifier_known'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['viewer', 'reporter', 'reviewer', 'bureau-reviewer', 'coordinator', 'auditor'])), name='membership_role_known'),
        ),
        migrations.AddConstraint(
            model_name='reportversion',
            constraint=models.CheckConstraint(condition=models.Q(('value__isnull', False), models.Q(('numerator__isnull', True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='version_blank_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='reportversion',
            constraint=models.CheckConstraint(condition=models.Q(('reason__in', ['', 'funding', 'land', 'approval', 'season', 'policy', 'definition', 'other'])), name='version_reason_known'),
        ),
        migrations.AddConstraint(
            model_name='reportversion',
            constraint=models.CheckConstraint(condition=models.Q(('promise_outcome__in', ['', 'kept', 'partly', 'not-kept'])), name='version_promise_known'),
        ),
        migrations.AddField(
            model_name='checkrule',
            name='target',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='check_rules', to='tracker.target', verbose_name='target'),
        ),
        migrations.AddField(
            model_name='checkrule',
            name='whole',
            field=models.ForeignKey(blank=True, help_text='The target of which this one is a part.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='part_rules', to='tracker.target', verbose_name='whole'),
        ),
        migrations.AddField(
            model_name='decision',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author'),
        ),
        migrations.AddField(
            model_name='decision',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='tracker.reportversion', verbose_name='report version'),
        ),
        migrations.AddField(
            model_name='report',
            name='decision',
            field=models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='last_of', to='tracker.decision', verbose_name='last decision on the latest version'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['period', 'state'], name='report_period_state'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'returned', 'approved'])), name='report_state_known'),
        ),
        migrations.AddField(
            model_name='draft',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to=settings.AUTH_USER_MODEL, verbose_name='author'),
        ),
        migrations.AddField(
            model_name='draft',
            name='report',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to='tracker.report', verbose_name='report'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='report',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='tracker.report', verbose_name='report'),
        ),
        migrations.AddField(
            model_name='reminder',
            name='period',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='tracker.period', verbose_name='quarter'),
        ),
        migrations.AddField(
            model_name='reminder',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to=settings.AUTH_USER_MODEL, verbose_name='user'),
        ),
        migrations.AddConstraint(
            model_name='checkrule',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['cumulative-fall', 'unit-slip', 'jump', 'part-whole', 'behind', 'blank'])), name='check_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='checkrule',
            constraint=models.CheckConstraint(condition=models.Q(('severity__in', ['error', 'warning'])), name='check_severity_known'),
        ),
        migrations.AddConstraint(
            model_name='checkrule',
            constraint=models.CheckConstraint(condition=models.Q(('threshold__isnull', True), ('threshold__gt', 0), _connector='OR'), name='check_threshold_above_zero'),
        ),
        migrations.AddConstraint(
            model_name='checkrule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', tracker.calculations.checks.CheckKind['PART_WHOLE']), ('target__isnull', False), ('whole__isnull', False)), models.Q(models.Q(('kind', tracker.calculations.checks.CheckKind['PART_WHOLE']), _negated=True), ('whole__isnull', True)), _connector='OR'), name='check_part_has_whole'),
        ),
        migrations.AddConstraint(
            model_name='checkrule',
            constraint=models.CheckConstraint(condition=models.Q(('whole__isnull', True), models.Q(('whole', models.F('target')), _negated=True), _connector='OR'), name='check_part_is_not_itself'),
        ),
        migrations.AddConstraint(
            model_name='checkrule',
            constraint=models.UniqueConstraint(condition=models.Q(('target__isnull', True)), fields=('kind',), name='check_general_unique'),
        ),
        migrations.AddConstraint(
            model_name='checkrule',
            constraint=models.UniqueConstraint(condition=models.Q(('target__isnull', False), ('whole__isnull', True)), fields=('kind', 'target'), name='check_of_target_unique'),
        ),
        migrations.AddConstraint(
            model_name='checkrule',
            constraint=models.UniqueConstraint(condition=models.Q(('whole__isnull', False)), fields=('target', 'whole'), name='check_pair_unique'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['approved', 'returned', 'reopened'])), name='decision_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'approved'), models.Q(('comment', ''), _negated=True), _connector='OR'), name='decision_refusal_has_comment'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'reopened'), ('until__isnull', False)), models.Q(models.Q(('kind', 'reopened'), _negated=True), ('until__isnull', True)), _connector='OR'), name='decision_reopening_has_end'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.UniqueConstraint(fields=('report', 'author'), name='draft_unique'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='evidence_is_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='evidence_hash_form'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(condition=models.Q(('user__isnull', False)), fields=('period', 'step', 'user'), name='reminder_of_person_unique'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(condition=models.Q(('user__isnull', True)), fields=('period', 'step'), name='reminder_of_group_unique'),
        ),
    ]
