"""Figures from before reviews existed: those of closed quarters count as approved, the others as submitted."""

from django.db import migrations
from django.db.models import F
from django.utils import timezone


def fill(apps, schema_editor):
    reports = apps.get_model("tracker", "Report").objects.filter(latest__isnull=False)
    reports.filter(period__closed_at__isnull=False).update(
        state="approved", approved=F("latest"), counted=F("latest")
    )
    reports.filter(period__closed_at__isnull=True).update(state="submitted", counted=F("latest"))
    firsts = apps.get_model("tracker", "ReportVersion").objects.filter(number=1).select_related("report__period")
    late = [
        version.report_id
        for version in firsts.iterator()
        if timezone.localtime(version.recorded_at).date() > version.report.period.due
    ]
    for start in range(0, len(late), 500):
        reports.filter(pk__in=late[start : start + 500]).update(is_late=True)
    periods = apps.get_model("tracker", "AuditEvent").objects.filter(subject__startswith="period:")
    for event in periods.iterator():
        event.quarter = event.subject.split(":")[1]
        event.save(update_fields=["quarter"])
    # Each event gets its place in the trails of its unit, target and quarter, and the words of today.
    events = apps.get_model("tracker", "AuditEvent").objects
    for event in events.filter(subject__startswith="report:").iterator():
        _, event.quarter, event.unit, event.target = event.subject.split(":")
        if event.action == "report.saved":
            event.action = "report.submitted"
            change = [event.details.pop("old", None), event.details.pop("new", None)]
            event.details["changes"] = {"value": change}
        event.save(update_fields=["action", "quarter", "unit", "target", "details"])


class Migration(migrations.Migration):
    dependencies = [("tracker", "0002_workflow")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
