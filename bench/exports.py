"""Writing an export against plain XlsxWriter, and the memory that a large one takes.

    python bench/exports.py

The same cells are written twice in constant-memory mode, by `write_xlsx` and by nothing but XlsxWriter's own
calls, in turns, in seconds of this process's own work: whatever else the machine is doing does not count. Wanted:
a ratio of at most 1.5. The memory is that of a process of its own, which writes 200,000 rows from a generator: at
most 200 MB, Python included. It is measured first: a new process begins with the peak of the one that started it.
"""

import argparse
import datetime as dt
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import xlsxwriter

from tracker.documents.table_workbooks import write_xlsx
from tracker.documents.tables import Book, Cell, Column, Kind, Number, Sheet, csv_text

COLUMNS = (
    Column("代码", 20, Kind.CODE),
    Column("名称", 30),
    Column("单位", 16),
    *(Column(f"数值{number}", 12, Kind.FIGURE) for number in range(5)),
    Column("状态", 12),
    Column("说明", 20),
)


def rows(count: int) -> Iterator[tuple[Cell, ...]]:
    """Rows as a roster has them: codes, names, and figures with different decimals."""
    for number in range(count):
        figures = (Number(Decimal(number * step) / 4, step % 3) for step in range(5))
        yield (f"9132{number:014}", f"示例企业第{number}号", "示例A区", *figures, "按序时", "=示例")


def book(table: list[tuple[Cell, ...]] | Iterator[tuple[Cell, ...]]) -> Book:
    sheet = Sheet(name="明细", title="明细", columns=COLUMNS, rows=table)
    return Book(title="明细", sheets=(sheet,), made_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))


def ours(table: list[tuple[Cell, ...]], file: IO[bytes]) -> None:
    write_xlsx(book(table), file)


def plain(table: list[tuple[Cell, ...]], file: IO[bytes]) -> None:
    """The same cells with a format each, and nothing else."""
    workbook = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = workbook.add_worksheet("明细")
    text = workbook.add_format({"indent": 1})
    figures = [workbook.add_format({"num_format": form}) for form in ("#,##0", "#,##0.0", "#,##0.00")]
    for row, cells in enumerate(table):
        for column, cell in enumerate(cells):
            if isinstance(cell, Number):
                sheet.write_number(row, column, float(cell.value), figures[cell.decimals])
            else:
                sheet.write_string(row, column, cell, text)
    workbook.close()


def seconds(write: object, table: list[tuple[Cell, ...]]) -> float:
    with TemporaryFile() as file:
        start = time.process_time()
        write(table, file)
        return time.process_time() - start


def compare(count: int, pairs: int) -> None:
    """Print each pair and the median of the pairs' ratios."""
    table = list(rows(count))
    print(f"{count:,} rows x {len(COLUMNS)} columns as xlsx, in constant-memory mode")
    ratios = []
    for _ in range(pairs):
        took = {write: seconds(write, table) for write in (ours, plain)}
        ratios.append(took[ours] / took[plain])
        print(f"  export {took[ours]:6.2f} s   plain XlsxWriter {took[plain]:6.2f} s   {ratios[-1]:.2f}")
    print(f"  median ratio {statistics.median(ratios):.2f} (at most 1.5)")


def write_alone(form: str, count: int) -> None:
    """Write one file and print the most memory that this process ever had."""
    with TemporaryFile() as file:
        if form == "xlsx":
            write_xlsx(book(rows(count)), file)
        else:
            file.writelines(line.encode() for line in csv_text(book(rows(count))))
        size = file.tell() / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {form}: {peak:.0f} MB at most (at most 200), file {size:.1f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--memory", choices=("xlsx", "csv"), help="only write one file and print the memory")
    options = parser.parse_args()
    if options.memory:
        return write_alone(options.memory, options.rows)
    print(f"memory for {4 * options.rows:,} rows", flush=True)
    for form in ("xlsx", "csv"):
        command = [sys.executable, __file__, "--memory", form, "--rows", str(4 * options.rows)]
        subprocess.run(command, check=True)
    print()
    compare(options.rows, options.pairs)
    return None


if __name__ == "__main__":
    main()
