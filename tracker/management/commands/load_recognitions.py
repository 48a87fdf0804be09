"""Load honours and events from recognition files, or only check them."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from tracker.documents.definition_files import DefinitionFileError, file_format
from tracker.documents.recognition_files import RecognitionFile, read_recognitions
from tracker.services.plan_rosters import UnableToLoad
from tracker.services.recognitions import recognitions_load


class Command(BaseCommand):
    help = "Load honours and events from YAML or JSON files, such as those in fixtures/recognitions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", type=Path, nargs="+")
        parser.add_argument("--check", action="store_true", help="only check the files, change nothing")

    @transaction.atomic
    def handle(self, *args: Any, files: list[Path], check: bool, **options: Any) -> None:
        contents = [(file, self._read(file)) for file in files]
        for file, content in contents:
            if check:
                self.stdout.write(f"{file} is sound; honours and events: {len(content.recognitions)}.")
                continue
            try:
                touched = recognitions_load(file=content, by=None, at=timezone.now())
            except UnableToLoad as error:
                raise CommandError(f"{file} is not loaded:\n{error}") from error
            if touched:
                self.stdout.write(f"{file.name}: honours and events loaded: {len(touched)}.")

    def _read(self, file: Path) -> RecognitionFile:
        try:
            return read_recognitions(file.read_bytes(), format=file_format(file))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except DefinitionFileError as error:
            raise CommandError("\n".join([f"{file} is not loaded:", *error.errors])) from error
