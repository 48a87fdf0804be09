"""Importing 10,000 names, from the upload to the recounted roster, against openpyxl reading the same file.

    python bench/roster_import.py

openpyxl reads the workbook as most programs do: `load_workbook` with its defaults, then every cell of every row. The
import keeps the file, reads and compares it, renders the preview, and on its confirmation writes names, flags and
counts. Each takes its turn in a process of its own, which has loaded its modules before the clock starts. Wanted: at
most three times the time, and for 100,000 rows at most 300 MB. Measured on SQLite and, where it is installed, on
PostgreSQL; both are made for this and gone afterwards.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nanjing_targets.settings")

LIMIT, MEMORY = 3, 300
ROSTER = "cloud-enterprise"


def write_file(path: Path, count: int) -> None:
    """A list as an office keeps it: every code valid, a name in a hundred without one, a few names alike."""
    import datetime as dt

    import xlsxwriter

    from tests.bulk_names import code_of
    from tracker.models import ReportingUnit, Roster
    from tracker.models.units import AREA_KINDS

    units = list(ReportingUnit.objects.filter(kind__in=AREA_KINDS).values_list("name_zh", flat=True))
    levels = list(Roster.objects.get(code=ROSTER).levels.values_list("name_zh", flat=True))
    workbook = xlsxwriter.Workbook(path)
    sheet, day = workbook.add_worksheet("名录"), workbook.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(
        0, 0, ["序号", "企业名称", "统一社会信用代码", "所属板块", "等级", "批次", "认定日期", "认定文件"]
    )
    for number in range(count):
        name = f"示例第{number:06}号智能装备{'股份' if number % 97 else ''}有限公司"
        row = [number + 1, name, code_of(number) if number % 100 else "", units[number % len(units)]]
        row += [levels[number % len(levels)], f"{2024 + number % 3}年第{number % 4 + 1}批"]
        sheet.write_row(number + 1, 0, row)
        sheet.write_datetime(number + 1, 6, dt.date(2024, 1, 1) + dt.timedelta(days=number % 700), day)
        sheet.write_string(number + 1, 7, f"示例公告〔{2024 + number % 3}〕{number % 9 + 1}号")
    workbook.close()


def read_plainly(path: Path) -> dict[str, float]:
    import openpyxl

    def read() -> int:
        workbook = openpyxl.load_workbook(path)
        return sum(cell.value is not None for row in workbook.active.iter_rows() for cell in row)

    return timed({"openpyxl": read})


def import_names(path: Path) -> dict[str, float]:
    """The whole way of a file. Whatever the last round has left is removed first."""
    from django import setup

    setup()

    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.core.files import File
    from django.test import Client, override_settings
    from django.utils import timezone

    from tracker.calculations.rosters import initials_of
    from tracker.documents.spreadsheets import recognised
    from tracker.models import Enterprise, Membership, Role, Roster, RosterEntry, RosterUpload
    from tracker.models import ReportingUnit as Unit
    from tracker.services.roster_reading import LIMITS
    from tracker.services.roster_upload_work import upload_apply, upload_check
    from tracker.services.roster_uploads import upload_confirm, upload_create

    RosterUpload.objects.all().delete()
    RosterEntry.objects.all().delete()
    Enterprise.objects.all().delete()
    person, _ = get_user_model().objects.get_or_create(username="bench")
    Membership.objects.get_or_create(user=person, unit=Unit.objects.earliest("pk"), role=Role.COORDINATOR)
    client, roster, at = Client(), Roster.objects.get(code=ROSTER), timezone.now()
    client.force_login(person)
    kept: list[RosterUpload] = []

    def fresh() -> RosterUpload:
        return RosterUpload.objects.select_related("roster", "author").get(pk=kept[0].pk)

    def upload() -> None:
        with path.open("rb") as content:
            file = recognised(path.name, content, LIMITS)
            kept.append(
                upload_create(roster=roster, file=file, content=File(content), missing=None, by=person, at=at)
            )

    def preview() -> None:
        response = client.get(f"/rosters/{ROSTER}/import/{kept[0].pk}/")
        assert response.status_code == 200, response.status_code

    def write() -> None:
        upload_confirm(upload=fresh(), revision=fresh().revision, is_sure=True, by=person, at=at)
        upload_apply(upload=fresh(), at=at)

    # Style sheets as they lie there: whether somebody has collected them is another matter.
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    storages = settings.STORAGES | {"staticfiles": static}
    with override_settings(ALLOWED_HOSTS=["testserver"], STORAGES=storages):
        # Once for all pages and all files: templates, translations, the dictionaries of pinyin.
        client.get(f"/rosters/{ROSTER}/import/")
        initials_of("示例")
        took = timed(
            {
                "upload": upload,
                "check": lambda: upload_check(upload=fresh(), at=at),
                "preview": preview,
                "write": write,
            }
        )
    assert fresh().state == "applied", (fresh().state, fresh().problem, fresh().findings[:3])
    assert RosterEntry.objects.count() == fresh().counts["new"]
    return took


def timed(steps: dict[str, Callable[[], Any]]) -> dict[str, float]:
    took = {}
    for name, step in steps.items():
        start = time.perf_counter()
        step()
        took[name] = time.perf_counter() - start
    return took


def in_process(*arguments: str) -> dict[str, float]:
    """What a step prints that is run in a new process."""
    command = [sys.executable, __file__, *arguments]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return {name: float(value) for name, value in (line.split() for line in said.splitlines())}


def measure(count: int, pairs: int, folder: Path) -> None:
    """On the database that DATABASE_URL (or DATA_DIR) names."""
    from django import setup

    setup()

    from django.core.management import call_command
    from django.db import connection, connections

    call_command("migrate", verbosity=0)
    call_command("load_definitions", verbosity=0)
    small, large = folder / "names.xlsx", folder / "many.xlsx"
    write_file(small, count)
    write_file(large, 10 * count)
    vendor = connection.vendor
    connections.close_all()
    print(f"{vendor}: {count:,} names as xlsx, {small.stat().st_size / 1e6:.1f} MB", flush=True)
    ratios = []
    for _ in range(pairs):
        plain = in_process("--step", "read", "--file", str(small))["openpyxl"]
        took = in_process("--step", "import", "--file", str(small))
        took.pop("megabytes")
        ratios.append(sum(took.values()) / plain)
        parts = "   ".join(f"{name} {seconds:5.2f}" for name, seconds in took.items())
        print(f"  {parts}   import {sum(took.values()):5.2f} s   openpyxl {plain:5.2f} s   {ratios[-1]:.2f}")
    print(f"  median ratio {statistics.median(ratios):.2f} (at most {LIMIT})", flush=True)
    took = in_process("--step", "import", "--file", str(large))
    megabytes = took.pop("megabytes")
    parts = "   ".join(f"{name} {seconds:5.1f} s" for name, seconds in took.items())
    print(f"  {10 * count:,} names: {parts}   {megabytes:.0f} MB at most (at most {MEMORY})\n", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--step", choices=("read", "import", "measure"), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step == "measure":
        return measure(options.rows, options.pairs, options.file)
    if options.step:
        took = (read_plainly if options.step == "read" else import_names)(options.file)
        took["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print("\n".join(f"{name} {value}" for name, value in took.items()))
        return None
    command = [sys.executable, __file__, "--rows", str(options.rows), "--pairs", str(options.pairs)]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    for server in ([], [sys.executable, str(ROOT / "tests" / "with_postgres.py")]):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                [*server, *command, "--step", "measure", "--file", folder],
                env=environment | {"DATA_DIR": folder},
                check=True,
            )
    return None


if __name__ == "__main__":
    main()
