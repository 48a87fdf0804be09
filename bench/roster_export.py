"""Writing a roster of 50,000 names against plain XlsxWriter, and the memory that 200,000 take.

    python bench/roster_export.py

The export reads its names from a database made for this and writes them as a workbook; plain XlsxWriter writes the
same cells, which it has at hand, in constant-memory mode. They take turns, in seconds of this process's own work:
whatever else the machine is doing does not count. Wanted: a ratio of at most 1.5. The memory is that of a process
of its own for each form of file, Django and the database included: at most 200 MB.
"""

import argparse
import datetime as dt
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nanjing_targets.settings")

import xlsxwriter
from django import setup

if TYPE_CHECKING:
    from tracker.documents.tables import Book

LARGE, SMALL = "cloud-enterprise", "service-provider"
AT = dt.datetime(2028, 1, 1, tzinfo=dt.UTC)  # after every recognition


def make(count: int) -> None:
    """A roster with four times as many names as one with this many."""
    from django.core.management import call_command

    from tests.bulk_names import entries_make
    from tracker.models import Roster

    call_command("migrate", verbosity=0)
    call_command("load_definitions", verbosity=0)
    entries_make(Roster.objects.get(code=SMALL), count)
    entries_make(Roster.objects.get(code=LARGE), 4 * count, first=count)


def book(code: str) -> "Book":
    """The export of a whole roster, as the coordinator gets it."""
    from django.contrib.auth import get_user_model

    from tracker.exports.parts import Origin
    from tracker.exports.rosters import roster_book
    from tracker.permissions import Rights
    from tracker.selectors.roster_entries import ALL, RosterFilters
    from tracker.selectors.roster_files import roster_file

    rights = Rights(get_user_model()(is_superuser=True))
    today = AT.date()
    file = roster_file(code=code, rights=rights, filters=RosterFilters(on=today, state=ALL), today=today)
    return roster_book(file, Origin("https://targets.example/rosters/", AT, None))


def ours(_rows: list[Any]) -> None:
    from tracker.documents.table_workbooks import write_xlsx

    with TemporaryFile() as file:
        write_xlsx(book(SMALL), file)


def plain(rows: list[Any]) -> None:
    """The same cells with a format each, and nothing else."""
    with TemporaryFile() as file:
        workbook = xlsxwriter.Workbook(file, {"constant_memory": True})
        sheet = workbook.add_worksheet()
        text = workbook.add_format({"indent": 1})
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(row, column, cell, day)
                elif cell:
                    sheet.write_string(row, column, cell, text)
                else:
                    sheet.write_blank(row, column, None, text)
        workbook.close()


def seconds(write: Callable[[list[Any]], None], rows: list[Any]) -> float:
    start = time.process_time()
    write(rows)
    return time.process_time() - start


def compare(pairs: int) -> None:
    """Print each pair and the median of the pairs' ratios."""
    rows = list(book(SMALL).sheets[0].rows)
    print(f"{len(rows):,} names x {len(rows[0])} columns as xlsx")
    ratios = []
    for _ in range(pairs):
        took = {write: seconds(write, rows) for write in (ours, plain)}
        ratios.append(took[ours] / took[plain])
        print(f"  export {took[ours]:6.2f} s   plain XlsxWriter {took[plain]:6.2f} s   {ratios[-1]:.2f}")
    print(f"  median ratio {statistics.median(ratios):.2f} (at most 1.5)")


def write_alone(form: str) -> None:
    """Write one file, as it is sent, and print the most memory that this process ever had."""
    from tracker.documents.table_workbooks import xlsx_pieces
    from tracker.documents.tables import csv_text

    pieces = {"xlsx": xlsx_pieces, "csv": csv_text}[form](book(LARGE))
    size = sum(len(piece if isinstance(piece, bytes) else piece.encode()) for piece in pieces) / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {form}: {peak:.0f} MB at most (at most 200), file {size:.1f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--step", choices=("make", "xlsx", "csv"), help="only this, in DATA_DIR")
    options = parser.parse_args()
    if options.step:
        setup()
        make(options.rows) if options.step == "make" else write_alone(options.step)
        return
    os.environ.pop("DATABASE_URL", None)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        # Each in a process of its own, before this one has grown: a new one begins with the peak of its parent.
        for step in ("make", "xlsx", "csv"):
            if step == "xlsx":
                print(f"memory for {4 * options.rows:,} names", flush=True)
            command = [sys.executable, __file__, "--rows", str(options.rows), "--step", step]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL if step == "make" else None)
        print()
        setup()
        compare(options.pairs)


if __name__ == "__main__":
    main()
