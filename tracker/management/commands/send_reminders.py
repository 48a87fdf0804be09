"""Remind those whose figures are missing. Run it once on every working day; docs/operations.md has the line for it."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from tracker.services.reminders import reminders_send


class Command(BaseCommand):
    help = "Remind reporters of what is due: in the app, by e-mail, and their group. Safe to run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError(
                "The database is not up to date: run `manage.py migrate`, or `make run`, first."
            )
        outcome = reminders_send(at=timezone.now())
        self.stdout.write(
            f"{outcome.made} reminders made, {outcome.mailed} e-mails sent, {outcome.told_groups} groups told."
        )
        if not settings.EMAIL_HOST:
            self.stdout.write("No EMAIL_HOST: the reminders stand in the app only, no e-mail was sent.")
        if outcome.put_off:
            self.stdout.write(f"{outcome.put_off} e-mails are left for the next run (REMINDER_DAILY_CAP).")
        if outcome.problems:
            # An exit status that a timer notices. Nothing is lost: the next run tries again.
            words = "; ".join(dict.fromkeys(outcome.problems))
            raise CommandError(f"{len(outcome.problems)} messages could not be sent: {words}")
