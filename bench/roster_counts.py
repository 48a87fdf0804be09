"""Counting names: 100,000 entries over all rosters, what every target counts at the end of a day.

    python bench/roster_counts.py

Measured on an SQLite file and, where PostgreSQL is installed, on a server of its own, both made for this and gone
afterwards. Wanted on each: at most 150 ms for all targets together, by unit, level and list type, read from the
index `entry_counting`: the plans that the database makes are printed. The days are the ends of the last quarters;
of each the best of five rounds counts, so that whatever else the machine is doing does not.
"""

import argparse
import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nanjing_targets.settings")

INDEX, LIMIT, ROUNDS = "entry_counting", 150, 5
DAYS = [dt.date(2026, 6, 30) - dt.timedelta(days=91 * step) for step in reversed(range(8))]
# Of a hundred names on all rosters, how many stand on each: stars in the cloud are given by the thousand.
SHARES = {"cloud-enterprise": 55, "service-provider": 15, "smart-workshop": 15}


def make(count: int) -> None:
    """The definitions as they are loaded by default, and this many entries over all rosters."""
    from django.core.management import call_command

    from tests.bulk_names import entries_make
    from tracker.models import Roster

    call_command("migrate", verbosity=0)
    call_command("load_definitions", verbosity=0)
    rosters = list(Roster.objects.all())
    rest = (100 - sum(SHARES.values())) / max(sum(roster.code not in SHARES for roster in rosters), 1)
    first = 0
    for roster in rosters:
        entries = round(count * SHARES.get(roster.code, rest) / 100)
        entries_make(roster, entries, first=first)
        first += entries


def count_all(on: dt.date) -> int:
    """What every target counts, and how many names that is altogether."""
    from tracker.models import RosterUse
    from tracker.selectors.roster_counts import counts_at

    uses = RosterUse.objects.select_related("roster", "target__theme__plan").prefetch_related(
        "roster__levels", "roster__kinds"
    )
    return sum(counts_at(use.roster, use.target, on).city.count for use in uses)


def explain(sql: str) -> str:
    """The database's own plan for a query, run once."""
    from django.db import connection

    word = (
        "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF)"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"{word} {sql}")
        return "\n".join(f"    {row[-1]}" for row in cursor.fetchall())


def measure(count: int) -> None:
    from django import setup

    setup()

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tracker.models import RosterEntry

    make(count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
    print(f"{connection.vendor}: {RosterEntry.objects.count():,} entries")
    best = []
    for day in DAYS:
        rounds = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            names = count_all(day)
            rounds.append((time.perf_counter() - start) * 1000)
        best.append(min(rounds))
        print(f"  {day}: {names:7,} names   {best[-1]:6.0f} ms")
    print(f"  the slowest day {max(best):.0f} ms (at most {LIMIT})")
    with CaptureQueriesContext(
        connection,
    ) as captured:
        count_all(DAYS[-1])
    plans = [explain(query["sql"]) for query in captured if "tracker_rosterentry" in query["sql"]]
    print(
        f"  {sum(INDEX in plan for plan in plans)} of {len(plans)} queries read the index {INDEX}; the last two:"
    )
    print("\n\n".join(plans[-2:]), "\n", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--here", action="store_true", help="measure on the database that DATABASE_URL names")
    options = parser.parse_args()
    if options.here:
        return measure(options.entries)
    command = [sys.executable, __file__, "--here", "--entries", str(options.entries)]
    with tempfile.TemporaryDirectory() as folder:
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        subprocess.run(command, env=environment | {"DATA_DIR": folder}, check=True)
        with_postgres = [sys.executable, str(ROOT / "tests" / "with_postgres.py")]
        subprocess.run([*with_postgres, *command], env=environment | {"DATA_DIR": folder}, check=True)
    return None


if __name__ == "__main__":
    main()
