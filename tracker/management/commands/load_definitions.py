"""Load the units, plans, editions of the competition and recognitions that ship with the product."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from tracker.documents.definition_files import file_format
from tracker.documents.plan_files import read_plan
from tracker.documents.unit_files import read_units
from tracker.models import Edition, Plan, ReportingUnit
from tracker.services.plan_rosters import rosters_add
from tracker.services.units import units_load

UNITS = settings.BASE_DIR / "fixtures" / "units" / "nanjing.yaml"
PLANS = {
    "nanjing-digital": settings.BASE_DIR / "fixtures" / "plans" / "nanjing-digital.yaml",
    "nanjing-ten-billion": settings.BASE_DIR / "fixtures" / "plans" / "nanjing-ten-billion.yaml",
}
COMPETITIONS = settings.BASE_DIR / "fixtures" / "competitions"  # a file is called as its edition's code
# Honours and events are what their files say: nothing else in the product edits them.
RECOGNITIONS = settings.BASE_DIR / "fixtures" / "recognitions"


class Command(BaseCommand):
    help = (
        "Load Nanjing's units, both plans and the editions of the competition, and the rosters that a plan of an "
        "older version lacks. "
        "What exists is left as the office has edited it; honours and events are what their files say."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not ReportingUnit.objects.filter(is_fictitious=False).exists():
            file = read_units(UNITS.read_bytes(), format=file_format(UNITS))
            units_load(file=file, by=None, at=timezone.now())
        existing = {plan.code: plan for plan in Plan.objects.all()}
        for code, path in PLANS.items():
            if code not in existing:
                call_command("load_plan", path, stdout=self.stdout)
                continue
            content = read_plan(path.read_bytes(), format=file_format(path))
            added = rosters_add(file=content, plan=existing[code], by=None, at=timezone.now())
            if added:
                self.stdout.write(f"{code}: {len(added)} rosters added.")
        editions = set(Edition.objects.values_list("code", flat=True))
        for path in sorted(COMPETITIONS.glob("*.yaml")):
            if path.stem not in editions:
                call_command("load_competition", path, stdout=self.stdout)
        call_command("load_recognitions", *sorted(RECOGNITIONS.glob("*.yaml")), stdout=self.stdout)
