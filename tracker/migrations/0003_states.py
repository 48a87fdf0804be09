"""Figures from before reviews existed: those of closed quarters count as approved, the others as submitted."""

from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    reports = apps.get_model("tracker", "Report").objects.filter(latest__isnull=False)
    reports.filter(period__closed_at__isnull=False).update(
        state="approved", approved=F("latest"), counted=F("latest")
    )
    reports.filter(period__closed_at__isnull=True).update(state="submitted", counted=F("latest"))
    # Each event gets its place in the trails of its unit, target and quarter.
    events = apps.get_model("tracker", "AuditEvent").objects
    for event in events.filter(subject__startswith="report:").iterator():
        _, event.quarter, event.unit, event.target = event.subject.split(":")
        event.save(update_fields=["quarter", "unit", "target"])


class Migration(migrations.Migration):
    dependencies = [("tracker", "0002_workflow")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
