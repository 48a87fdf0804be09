"""Tables that are saved as a whole: planned values, and who is asked for what."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.calculations.periods import Quarter
from tracker.calculations.rounding import rounded
from tracker.labels import exact_text, quarter_name
from tracker.selectors.assignments import AssignmentMatrix, MatrixPlace
from tracker.selectors.setup import MilestoneCell, MilestoneGrid, MilestoneRow
from tracker.services.editing import CellsRefused
from tracker.services.units import OwnGoal

from .fields import figure_field_of, reason_field


class GridForm(forms.Form):
    """A table with one reason for the whole save. `was` holds what its author saw in each cell, so that a cell
    nobody touched never takes back what a colleague has stored meanwhile.
    """

    reason = reason_field()
    was = forms.CharField(widget=forms.HiddenInput, required=False)

    def _was(self) -> dict[str, Any]:
        """What the page carried; nothing when it is unreadable, and then every filled cell counts as touched."""
        try:
            was = json.loads(self.cleaned_data["was"] or "{}")
        except (ValueError, RecursionError):
            return {}
        return was if isinstance(was, dict) else {}

    def _saw_since(self, names: Mapping[str, Any]) -> None:
        """Let the next save replace what its author has now been told about."""
        self.data = self.data.copy()
        self.data["was"] = json.dumps({**self._was(), **names})

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """Every field in which something is wrong: its id, what it is, and what is wrong with it."""
        return [
            (
                self[name].auto_id,
                str(self.fields[name].widget.attrs.get("aria-label", self[name].label)),
                said[0],
            )
            for name, said in self.errors.items()
            if name in self.fields
        ]


class MilestonesForm(GridForm):
    """The planned values of a plan, target by target and quarter by quarter."""

    def __init__(self, grid: MilestoneGrid, data: Any = None) -> None:
        self.grid = grid
        super().__init__(data)
        for row in grid.rows:
            for cell in row.cells:
                field = figure_field_of(row.target, initial=cell.value)
                field.widget.attrs |= {
                    "aria-label": f"{row.target.name} {quarter_name(cell.quarter)}",
                    "placeholder": _line_text(cell.line, row.target.decimals),
                }
                self.fields[_milestone_name(row, cell)] = field
        self.fields["was"].initial = json.dumps(
            {
                _milestone_name(row, cell): str(cell.value)
                for row in grid.rows
                for cell in row.cells
                if cell.value is not None
            }
        )

    def rows(self) -> Iterator[tuple[MilestoneRow, list[forms.BoundField]]]:
        """Every target with its fields, in the order of the quarters."""
        for row in self.grid.rows:
            yield row, [self[_milestone_name(row, cell)] for cell in row.cells]

    def arguments(self) -> dict[str, Any]:
        """What is wanted and what was seen, as the service takes it."""
        was = self._was()
        wanted, seen = {}, {}
        for name, key in self._keys().items():
            wanted[key], seen[key] = self.cleaned_data[name], _decimal(was.get(name))
        return {"wanted": wanted, "seen": seen, "reason": self.cleaned_data["reason"]}

    def refuse(self, error: CellsRefused) -> None:
        """Say in each cell what is wrong with it."""
        names = {key: name for name, key in self._keys().items()}
        self._saw_since({names[key]: _text(value) for key, value in error.stored.items()})
        for key, problem in error.problems.items():
            self.add_error(names.get(key), problem)

    def _keys(self) -> dict[str, tuple[int, Quarter]]:
        return {
            _milestone_name(row, cell): (row.target.pk, cell.quarter)
            for row in self.grid.rows
            for cell in row.cells
        }


class AssignmentsForm(GridForm):
    """Which unit is asked for which target of a plan, with its own target and its own baseline."""

    def __init__(self, matrix: AssignmentMatrix, data: Any = None) -> None:
        self.matrix = matrix
        super().__init__(data)
        is_asked = gettext("asked")
        for place in matrix.places:
            own, says = place.assignment, f"{place.unit.name} {place.target.name}"
            asked = forms.BooleanField(required=False, initial=own is not None)
            asked.widget.attrs["aria-label"] = f"{says}: {is_asked}"
            goal = figure_field_of(place.target, initial=own.own_target if own else None)
            baseline = figure_field_of(place.target, initial=own.own_baseline if own else None)
            for field, label in ((goal, _("own target")), (baseline, _("own baseline"))):
                field.widget.attrs["aria-label"] = f"{says}: {label}"
            self.fields |= dict(zip(_place_names(place), (asked, goal, baseline), strict=True))
        self.fields["was"].initial = json.dumps(
            {
                _place_names(place)[0]: [
                    _text(place.assignment.own_target),
                    _text(place.assignment.own_baseline),
                ]
                for place in matrix.places
                if place.assignment
            }
        )

    def rows(self) -> Iterator[tuple[Any, list[tuple[MatrixPlace, list[forms.BoundField]]]]]:
        """Every unit with its places, in the order of the targets."""
        for unit, places in self.matrix.rows:
            yield unit, [(place, [self[name] for name in _place_names(place)]) for place in places]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for place in self.matrix.places:
            asked, goal, baseline = _place_names(place)
            numbers = cleaned.get(goal) is not None or cleaned.get(baseline) is not None
            if numbers and not cleaned.get(asked) and place.assignment is None:
                self.add_error(asked, gettext("Tick it to ask this unit, or clear the numbers."))
        return cleaned

    def arguments(self) -> dict[str, Any]:
        """What is wanted and what was seen, as the service takes it."""
        was, cleaned = self._was(), self.cleaned_data
        wanted: dict[tuple[int, int], OwnGoal | None] = {}
        seen: dict[tuple[int, int], OwnGoal | None] = {}
        for place in self.matrix.places:
            asked, goal, baseline = _place_names(place)
            wanted[place.key] = OwnGoal(cleaned[goal], cleaned[baseline]) if cleaned[asked] else None
            seen[place.key] = _own_goal(was.get(asked))
        return {"wanted": wanted, "seen": seen, "reason": cleaned["reason"]}

    def refuse(self, error: CellsRefused) -> None:
        """Say in each place what is wrong with it."""
        names = {place.key: _place_names(place)[0] for place in self.matrix.places}
        self._saw_since(
            {
                names[key]: [_text(own.target), _text(own.baseline)] if own else None
                for key, own in error.stored.items()
            }
        )
        for key, problem in error.problems.items():
            self.add_error(names[key], problem)


def _milestone_name(row: MilestoneRow, cell: MilestoneCell) -> str:
    return f"{row.target.code}.{cell.quarter}"


def _line_text(value: Decimal | None, decimals: int) -> str:
    """The straight line as it is shown in a blank cell, with one decimal more than whole numbers have."""
    return "" if value is None else exact_text(rounded(value, decimals or 1))


def _place_names(place: MatrixPlace) -> tuple[str, str, str]:
    """The fields of a place: asked, own target, own baseline."""
    name = f"{place.target.code}.{place.unit.code}"
    return name, f"{name}.target", f"{name}.baseline"


def _text(value: Decimal | None) -> str:
    return "" if value is None else str(value)


def _decimal(text: Any) -> Decimal | None:
    try:
        value = Decimal(text) if isinstance(text, str) and text else None
    except InvalidOperation:
        return None
    return value if value is not None and value.is_finite() else None


def _own_goal(texts: Any) -> OwnGoal | None:
    if not isinstance(texts, list) or len(texts) != 2:
        return None
    return OwnGoal(_decimal(texts[0]), _decimal(texts[1]))
