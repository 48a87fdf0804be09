"""Fill an empty database with the demonstration: invented figures, marked on every page and picture."""

from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tracker.documents.competition_files import read_demo_competition
from tracker.documents.definition_files import file_format
from tracker.documents.unit_files import read_units
from tracker.services.demo import UnableToLoadDemo, demo_load

FOLDER = settings.BASE_DIR / "fixtures" / "demo"


class Command(BaseCommand):
    help = (
        "Load the demonstration (fictitious units, invented figures) into a database with definitions only."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        units, figures, names, competition = (
            FOLDER / f"{name}.yaml" for name in ("units", "figures", "rosters", "competition")
        )
        try:
            loaded = demo_load(
                units=read_units(units.read_bytes(), format=file_format(units)),
                spec=yaml.safe_load(figures.read_text(encoding="utf-8")),
                names=yaml.safe_load(names.read_text(encoding="utf-8")),
                competition=read_demo_competition(competition.read_bytes(), format=file_format(competition)),
                password=settings.DEMO_PASSWORD,
                at=timezone.now(),
            )
        except UnableToLoadDemo as error:
            raise CommandError(
                f"{error}. Start with DEMO=0, or point DATA_DIR or DATABASE_URL at another database."
            ) from error
        if loaded:
            self.stdout.write("Demonstration loaded: invented figures of fictitious units.")
