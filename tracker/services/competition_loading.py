"""Editions come into the database from competition files, as plans come from plan files."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from tracker.documents import competition_files
from tracker.documents.competition_checks import stored_parameters
from tracker.documents.plan_files import Source as SourceRecord
from tracker.models import (
    CompetitionList,
    Criterion,
    CriterionSource,
    Edition,
    GroupMember,
    PeerGroup,
    ReportingUnit,
    Source,
    Target,
    Weight,
    Weighting,
)

from . import audit


class UnableToLoadCompetition(Exception):
    """The file names units or targets that are not there; `errors` holds every one."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors


@transaction.atomic
def competition_load(*, file: competition_files.CompetitionFile, by: Any, at: dt.datetime) -> Edition:
    """Make the database hold the edition of the file with its lists, and the groups and criteria it gives: all of it,
    or nothing when anything fails.

    Rows are found by their codes, so loading a file again changes only what the file changed. Where a list has
    criteria, or the edition members, they stay: they are changed on their pages. Raises `UnableToLoadCompetition`
    with every unit and target that is not there.
    """
    units, targets = _named(file)
    sources = {row.code: _source(row) for row in file.sources}
    head = file.edition
    edition, created = Edition.objects.update_or_create(
        code=head.code,
        defaults={
            **_names(head),
            "first": head.first,
            "last": head.last,
            "has_results": head.has_results,
            "note_zh": head.note.zh if head.note else "",
            "note_en": head.note.en if head.note else "",
            "position": head.position,
            "source": sources[head.source] if head.source else None,
        },
    )
    for position, row in enumerate(file.lists, start=1):
        made, _made = CompetitionList.objects.update_or_create(
            edition=edition, code=row.code, defaults=_list_values(row) | {"position": position}
        )
        if row.criteria and not made.weightings.exists():
            _criteria(made, row, targets, by=by, at=at)
    if not edition.members.exists():
        _groups(edition, file.groups, units)
    audit.record(
        action="competition.loaded",
        subject=f"edition:{edition.code}",
        by=by,
        at=at,
        details={"created": created, "lists": [row.name.zh for row in file.lists]},
    )
    return edition


def _named(
    file: competition_files.CompetitionFile,
) -> tuple[dict[str, ReportingUnit], dict[str, Target]]:
    """The units and targets that the file names, by their codes."""
    codes = {code for group in file.groups for code in group.units}
    units = {unit.code: unit for unit in ReportingUnit.objects.filter(code__in=codes)}
    asked = {criterion.target for row in file.lists for criterion in row.criteria if criterion.target}
    targets = {target.code: target for target in Target.objects.filter(code__in=asked)}
    errors = [f"groups: there is no unit '{code}'" for code in sorted(codes - units.keys())]
    errors += [
        f"groups: '{code}' is no district or zone" for code, unit in sorted(units.items()) if not unit.is_area
    ]
    errors += [f"criteria: there is no target '{code}'" for code in sorted(asked - targets.keys())]
    if errors:
        raise UnableToLoadCompetition(errors)
    return units, targets


def _source(row: SourceRecord) -> Source:
    """The same code is the same source: one that is there stays as it is."""
    return Source.objects.get_or_create(
        code=row.code,
        defaults={
            "title": row.title,
            "publisher": row.publisher,
            "date": row.date,
            "grade": row.grade,
            "address": row.address or "",
            "note": row.note or "",
        },
    )[0]


def _names(row: Any) -> dict[str, str]:
    return {"name_zh": row.name.zh, "name_en": row.name.en}


def _list_values(row: competition_files.CompetitionList) -> dict[str, str]:
    return {
        **_names(row),
        "motto_zh": row.motto.zh if row.motto else "",
        "motto_en": row.motto.en if row.motto else "",
        "looks_at_zh": row.looks_at.zh if row.looks_at else "",
        "looks_at_en": row.looks_at.en if row.looks_at else "",
    }


def _groups(
    edition: Edition, rows: tuple[competition_files.Group, ...], units: dict[str, ReportingUnit]
) -> None:
    for position, row in enumerate(rows, start=1):
        group, _made = PeerGroup.objects.update_or_create(
            edition=edition, code=row.code, defaults=_names(row) | {"position": position}
        )
        GroupMember.objects.bulk_create(
            GroupMember(edition=edition, group=group, unit=units[code]) for code in row.units
        )


def _criteria(
    made: CompetitionList,
    row: competition_files.CompetitionList,
    targets: dict[str, Target],
    *,
    by: Any,
    at: dt.datetime,
) -> None:
    """The list's first weighting, with the criteria that it weighs."""
    if row.weighting is None:
        return
    weighting = Weighting.objects.create(
        list=made,
        version=1,
        from_quarter=row.weighting.from_quarter,
        reason=row.weighting.reason,
        author=by,
        recorded_at=at,
    )
    criteria = [
        Criterion.objects.update_or_create(
            list=made, code=criterion.code, defaults=_criterion_values(criterion, targets, position)
        )[0]
        for position, criterion in enumerate(row.criteria, start=1)
    ]
    Weight.objects.bulk_create(
        Weight(
            weighting=weighting,
            criterion=stored,
            value=criterion.weight,
            rule=criterion.rule,
            parameters=stored_parameters(criterion.rule, criterion.parameters),
        )
        for stored, criterion in zip(criteria, row.criteria, strict=True)
    )


def _criterion_values(
    row: competition_files.Criterion, targets: dict[str, Target], position: int
) -> dict[str, Any]:
    return {
        **_names(row),
        "source": CriterionSource.TARGET if row.target else CriterionSource.ENTERED,
        "target": targets[row.target] if row.target else None,
        "quantity": row.quantity,
        "rising": row.rising,
        "unit_zh": row.unit.zh if row.unit else "",
        "unit_en": row.unit.en if row.unit else "",
        "decimals": row.decimals,
        "definition_zh": row.definition.zh if row.definition else "",
        "definition_en": row.definition.en if row.definition else "",
        "is_sample": row.sample,
        "position": position,
    }
