"""A roster as a file: its names under the headings of the import, and how many there are by unit and level."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tracker.calculations.roster_counts import NameCount
from tracker.documents.columns import Column as FormColumn
from tracker.documents.tables import Book, Cell, Column, Kind, Number, Sheet
from tracker.models import ReportingUnit, RosterEntry
from tracker.models.names import Named
from tracker.selectors.roster_columns import roster_columns, roster_mark
from tracker.selectors.roster_files import RosterFile

from .parts import Origin, figures, notes

PIECE = 2_000  # entries that are held at once
LONG = ("name", "item", "withdrawal_reason", "source")  # wrapped where they do not fit
# Where a column's text comes from. Units, list types and levels are named by their ids.
FIELDS = {
    "name": "enterprise__name",
    "uscc": "enterprise__uscc",
    "item": "item",
    "unit": "unit",
    "kind": "kind",
    "level": "level",
    "batch": "batch",
    "recognised_on": "recognised_on",
    "withdrawn_on": "withdrawn_on",
    "withdrawal_reason": "withdrawal_reason",
    "source": "source",
}


def roster_book(file: RosterFile, origin: Origin) -> Book:
    """The names as a table that an import takes back without a difference, then their counts. The names are read
    while the file is written.
    """
    roster, columns = file.roster, roster_columns(file.roster)
    day = _("On the list at the end of %(on)s") % {"on": file.on}
    head = notes(origin, quarter=None, running=False, more=[day])
    part = _("A part of the list, as chosen on the page: do not import it as the whole list.")
    return Book(
        title=roster.name,
        sheets=(
            Sheet(
                name=pgettext("sheet of a workbook", "Names"),
                title=roster.name,
                # The last line says to an import which roster this is.
                notes=(*head, *([part] if file.is_part else []), roster_mark(roster)),
                columns=tuple(_column(column) for column in columns),
                rows=_rows(file, columns),
                fixed=2,
            ),
            _counts_sheet(file, head),
        ),
        made_at=origin.at,
        mark=origin.mark,
    )


def _column(column: FormColumn) -> Column:
    return Column(
        column.heading,
        column.width,
        Kind.CODE if column.key == "uscc" else Kind.LONG if column.key in LONG else Kind.TEXT,
    )


def _rows(file: RosterFile, columns: Sequence[FormColumn]) -> Iterator[tuple[Cell, ...]]:
    """The entries, read piece by piece; a code that fails stands as it was stated. What units, list types and levels
    are called is settled now: when the file is sent, the language of its reader is forgotten.
    """
    names = {
        "unit": _names(ReportingUnit.objects.all()),
        "kind": _names(file.roster.kinds.all()),
        "level": _names(file.roster.levels.all()),
    }
    keys = [column.key for column in columns]
    named = [(place, names[key]) for place, key in enumerate(keys) if key in names]
    fields = [FIELDS[key] for key in keys]
    entries = file.entries.values_list(*fields, "enterprise__faulty_code")
    return _read(entries, code=keys.index("uscc"), named=named)


def _read(
    entries: QuerySet[RosterEntry], *, code: int, named: Sequence[tuple[int, dict[int, str]]]
) -> Iterator[tuple[Cell, ...]]:
    for *cells, faulty in entries.iterator(chunk_size=PIECE):
        cells[code] = cells[code] or faulty
        for place, by_id in named:
            cells[place] = by_id.get(cells[place])
        yield tuple(cells)


def _names(rows: Iterable[Named]) -> dict[int, str]:
    return {row.pk: row.name for row in rows}


def _counts_sheet(file: RosterFile, head: tuple[str, ...]) -> Sheet:
    """How many names stand behind each unit's count, by highest level and by list type."""
    levels, kinds = list(file.roster.levels.all()), list(file.roster.kinds.all())
    more = [_("A name counts once, in the city also where it stands in two units.")]
    if levels:
        more.append(_("It counts at the highest level that it has."))
    if kinds:
        more.append(
            _("It counts on every list on which it stands, so that lists can add up to more than the total.")
        )
    headings = [pgettext("column", "Names in all"), *(row.name for row in (*levels, *kinds))]
    return Sheet(
        name=pgettext("sheet of a workbook", "Counts"),
        title=_("%(roster)s: how many names") % {"roster": file.roster.name},
        notes=(*head, *more),
        columns=(
            Column(_("Code"), 16, Kind.CODE),
            Column(pgettext("column", "Area unit"), 20),
            *(figures(heading, width=14) for heading in headings),
        ),
        rows=tuple(_count_cells(unit, counted, levels, kinds) for unit, counted in file.counts),
        fixed=2,
        totals=1,
    )


def _count_cells(
    unit: ReportingUnit | None, counted: NameCount, levels: Iterable[Named], kinds: Iterable[Named]
) -> tuple[Cell, ...]:
    counts = [
        counted.count,
        *(counted.levels.get(level.code, 0) for level in levels),
        *(counted.kinds.get(kind.code, 0) for kind in kinds),
    ]
    words = (unit.code, unit.name) if unit else (None, _("The whole city"))
    return (*words, *(Number(Decimal(count)) for count in counts))
