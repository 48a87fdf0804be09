"""Publish the releases whose planned time has come. The worker does it every minute; running it twice does no harm."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from tracker.services.releases import releases_publish_due


class Command(BaseCommand):
    help = "Publish the releases whose planned time has come."

    def handle(self, *args: Any, **options: Any) -> None:
        for release in releases_publish_due(at=timezone.now()):
            revision = release.current
            self.stdout.write(f"{release.period} published: r{revision.number}, SHA-256 {revision.sha256}")
