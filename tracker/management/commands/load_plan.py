"""Load an action plan from a plan file, or only check it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tracker.documents.definition_files import DefinitionFileError, file_format
from tracker.documents.plan_files import read_plan
from tracker.services.plans import UnableToLoad, plan_load


class Command(BaseCommand):
    help = "Load an action plan from a YAML or JSON plan file (docs/plan-files.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="only check the file, change nothing")

    def handle(self, *args: Any, file: Path, check: bool, **options: Any) -> None:
        try:
            content = read_plan(file.read_bytes(), format=file_format(file))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except DefinitionFileError as error:
            raise CommandError("\n".join([f"{file} is not loaded:", *error.errors])) from error
        if check:
            self.stdout.write(f"{file} is sound: {len(content.targets)} targets.")
            return
        try:
            plan = plan_load(file=content, by=None, at=timezone.now())
        except UnableToLoad as error:
            raise CommandError(f"{file} is not loaded:\n{error}") from error
        self.stdout.write(f"{plan.code}: {len(content.targets)} targets loaded.")
