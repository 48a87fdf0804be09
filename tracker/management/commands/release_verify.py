"""Prove that a release's static site is what was published. Works without a database: docs/releases.md."""

import re
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.documents.release_proofs import proofs


class Command(BaseCommand):
    help = "Check every file of a static site, or of several side by side, and compute its figures again."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder of a site, or one that holds several")
        parser.add_argument(
            "--revision-hash", default="", help="the SHA-256 that the release must have, known from elsewhere"
        )
        parser.add_argument(
            "--sums-hash",
            default="",
            help="the SHA-256 of SHA256SUMS, as the export printed it: for every page",
        )

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        sha256, sums_sha256 = (options[name].lower() for name in ("revision_hash", "sums_hash"))
        if not all(re.fullmatch("([0-9a-f]{64})?", given) for given in (sha256, sums_sha256)):
            raise CommandError("A SHA-256 has 64 hexadecimal digits.")
        try:
            found, between = proofs(folder, sha256=sha256, sums_sha256=sums_sha256)
        except OSError as error:
            raise CommandError(f"{folder} cannot be read: {error}") from error
        for proof in found:
            self.stdout.write(f"{proof.name}: {proof.files} files, SHA-256 {proof.sha256 or 'unknown'}")
            self.stdout.write(f"  SHA-256 of SHA256SUMS: {proof.sums_sha256 or 'unknown'}")
        faults = [
            *(f"{proof.folder.name}/{fault}" for proof in found for fault in proof.faults),
            *map(str, between),
        ]
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"Not as it was published: {len(faults)} found.")
        self.stdout.write(
            "Nothing was altered; every total, status and score follows from the release's own numbers."
        )
