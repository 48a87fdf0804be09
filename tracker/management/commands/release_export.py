"""Write a release as a static site, which any web server can serve and an archive can keep: docs/releases.md."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.documents.release_files import UnreadableRelease
from tracker.models import Release
from tracker.release_sites.links import NeedsServer
from tracker.release_sites.writing import UnableToWrite, site_files, site_write
from tracker.selectors import releases


class Command(BaseCommand):
    help = "Write a published quarter as a static site: pages, charts, data files, hashes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("quarter", help="a quarter that has been published, such as 2025Q3")
        parser.add_argument("--to", required=True, type=Path, help="the folder that will hold the site")
        parser.add_argument("--revision", type=int, help="its number; the current revision without it")

    def handle(self, *args: Any, quarter: str, to: Path, revision: int | None, **options: Any) -> None:
        try:
            head = releases.head(quarter.upper(), revision)
        except Release.DoesNotExist as error:
            raise CommandError(self._published(quarter, revision)) from error
        try:
            written = site_write(site_files(head), to)
        except (UnableToWrite, NeedsServer, UnreadableRelease, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Release {head.quarter.code}, revision {head.number}: {written.files} files, "
            f"{written.size / 1e6:.1f} MB, in {to}"
        )
        self.stdout.write(f"SHA-256 of the release:  {head.sha256}")
        self.stdout.write(f"SHA-256 of SHA256SUMS:   {written.sums_sha256}")

    def _published(self, quarter: str, revision: int | None) -> str:
        """What is not there, and what is."""
        known = ", ".join(f"{head.quarter.code} r{head.number}" for head in releases.all_heads())
        asked = quarter if revision is None else f"{quarter} revision {revision}"
        return f"{asked} has not been published. Published: {known or 'nothing yet'}."
