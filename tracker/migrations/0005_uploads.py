"""Spreadsheets that were uploaded to be imported."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0004_states_kept'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(upload_to='uploads/%Y/%m', verbose_name='file')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('size', models.PositiveBigIntegerField(verbose_name='size in bytes')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('findings', models.JSONField(blank=True, default=list, verbose_name='findings')),
                ('rows', models.JSONField(blank=True, default=list, verbose_name='rows')),
                ('state', models.CharField(choices=[('checked', 'read, not imported'), ('confirmed', 'imported'), ('discarded', 'discarded'), ('superseded', 'replaced by a later file')], default='checked', editable=False, max_length=10, verbose_name='state')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed at')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to='tracker.period', verbose_name='quarter')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to='tracker.reportingunit', verbose_name='reporting unit')),
            ],
            options={
                'verbose_name': 'upload',
                'verbose_name_plural': 'uploads',
                'ordering': ['-recorded_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='upload_is_not_empty'), models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='upload_hash_form'), models.CheckConstraint(condition=models.Q(('state__in', ['checked', 'confirmed', 'discarded', 'superseded'])), name='upload_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', False), ('state', 'confirmed')), models.Q(models.Q(('state', 'confirmed'), _negated=True), ('confirmed_at__isnull', True)), _connector='OR'), name='upload_confirmed_has_time'), models.UniqueConstraint(condition=models.Q(('state', 'checked')), fields=('unit', 'period', 'author'), name='upload_waiting_unique')],
            },
        ),
    ]
