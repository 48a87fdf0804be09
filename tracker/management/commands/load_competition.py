"""Load an edition of the competition from a competition file, or only check it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tracker.documents.competition_files import read_competition
from tracker.documents.definition_files import DefinitionFileError, file_format
from tracker.services.competition_loading import UnableToLoadCompetition, competition_load


class Command(BaseCommand):
    help = "Load an edition of the competition from a YAML or JSON competition file (docs/competitions.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="only check the file, change nothing")

    def handle(self, *args: Any, file: Path, check: bool, **options: Any) -> None:
        try:
            content = read_competition(file.read_bytes(), format=file_format(file))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except DefinitionFileError as error:
            raise CommandError("\n".join([f"{file} is not loaded:", *error.errors])) from error
        if check:
            self.stdout.write(f"{file} is sound: {len(content.lists)} lists.")
            return
        try:
            edition = competition_load(file=content, by=None, at=timezone.now())
        except UnableToLoadCompetition as error:
            raise CommandError("\n".join([f"{file} is not loaded:", *error.errors])) from error
        self.stdout.write(f"{edition.code}: {len(content.lists)} lists loaded.")
