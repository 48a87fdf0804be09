"""Honours and events come into the database from recognition files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import transaction

from tracker.documents import recognition_files
from tracker.models import Plan, Recognition, Source, Target

from . import audit
from .plan_rosters import UnableToLoad


@transaction.atomic
def recognitions_load(*, file: recognition_files.RecognitionFile, by: Any, at: dt.datetime) -> list[str]:
    """Make the database say what the file says; returns the codes of what was added or changed.

    A source whose code is known is the known one, and stays as it is described. What the file no longer names
    stays: another file may have brought it. Raises `UnableToLoad` with everything the file rests on that is
    missing here, a line each.
    """
    known = _Known(file)
    faults = [fault for row in file.recognitions for fault in known.faults(row)]
    if faults:
        raise UnableToLoad("\n".join(faults))
    existing = Recognition.objects.in_bulk([row.code for row in file.recognitions], field_name="code")
    touched = []
    for position, row in enumerate(file.recognitions, start=1):
        said = {**_words(row), **known.links(row), "position": position}
        recognition = existing.get(row.code) or Recognition(code=row.code)
        if recognition.pk and all(getattr(recognition, name) == value for name, value in said.items()):
            continue
        for name, value in said.items():
            setattr(recognition, name, value)
        recognition.save()
        touched.append(row.code)
    if touched:
        audit.record(
            action="recognitions.loaded",
            subject="recognitions",
            by=by,
            at=at,
            details={
                "new": sorted(set(touched) - existing.keys()),
                "changed": sorted(existing.keys() & touched),
            },
        )
    return touched


class _Known:
    """What a file may rest on: the sources, plans and targets of the database, and its own new sources."""

    def __init__(self, file: recognition_files.RecognitionFile) -> None:
        self.sources = Source.objects.in_bulk(field_name="code")
        self.plans = Plan.objects.in_bulk(field_name="code")
        self.targets = Target.objects.in_bulk(field_name="code")
        self.brought = {row.code: row for row in file.sources if row.code not in self.sources}

    def faults(self, row: recognition_files.Recognition) -> Iterator[str]:
        """What the row names and nobody knows."""
        if row.source not in self.sources and row.source not in self.brought:
            yield f"{row.code}: there is no source '{row.source}', neither in the file nor loaded"
        elif row.source in self.sources and self.sources[row.source].grade == "D":
            yield f"{row.code}: the source '{row.source}' has grade D (unusable); nothing can rest on it"
        if row.plan and row.plan not in self.plans:
            yield f"{row.code}: there is no plan '{row.plan}'"
        if row.target and row.target not in self.targets:
            yield f"{row.code}: there is no target '{row.target}'"

    def links(self, row: recognition_files.Recognition) -> dict[str, Any]:
        """The rows that the fact hangs on; a source of the file is stored when it is first used."""
        if row.source not in self.sources:
            self.sources[row.source] = _source(self.brought[row.source])
        return {
            "source": self.sources[row.source],
            "plan": self.plans[row.plan] if row.plan else None,
            "target": self.targets[row.target] if row.target else None,
        }


def _source(row: Any) -> Source:
    return Source.objects.create(
        code=row.code,
        title=row.title,
        publisher=row.publisher,
        date=row.date,
        grade=row.grade,
        address=row.address or "",
        note=row.note or "",
    )


def _words(row: recognition_files.Recognition) -> dict[str, Any]:
    """The row's own columns."""
    return {
        "kind": row.kind,
        "as_of": row.as_of,
        "count": row.count,
        "unit_zh": row.unit.zh if row.unit else "",
        "unit_en": row.unit.en if row.unit else "",
        "text_zh": row.text.zh,
        "text_en": row.text.en,
        "note_zh": row.note.zh if row.note else "",
        "note_en": row.note.en if row.note else "",
    }
