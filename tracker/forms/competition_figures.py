"""Figures that are entered for the competition, unit by unit, and their approval."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.calculations.rounding import plain_text
from tracker.labels import REASON_LABELS
from tracker.models import GroupMember, ReportingUnit
from tracker.selectors.entered_figures import FigureCell, FigureTable
from tracker.services.competition_figures import StatedCompetitionFigure
from tracker.services.editing import CellsRefused, UnableToChange

from .fields import FigureField
from .grids import GridForm

# Of one cell: figure, own target (where the rule asks for one), and why there is none.
CellFields = tuple[forms.BoundField | None, forms.BoundField | None, forms.BoundField | None]


class FiguresForm(GridForm):
    """A list's figures of a quarter, stored as a whole. A cell that nobody touched is not entered again."""

    note = forms.CharField(
        label=_("note"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed where a figure is replaced: say why."),
    )
    source = forms.CharField(
        label=_("where the figures come from"),
        max_length=300,
        required=False,
        help_text=_("For example a letter and its number."),
    )

    def __init__(
        self, table: FigureTable, may_enter: Callable[[ReportingUnit], bool], data: Any = None
    ) -> None:
        self.table = table
        super().__init__(data)
        del self.fields["reason"]
        self.offered = [cell for cell in table.cells if may_enter(cell.unit)]
        for cell in self.offered:
            self.fields |= dict(zip(_names(cell), _fields(cell), strict=True))
        self.fields["was"].initial = json.dumps(
            {_names(cell)[0]: _memory(cell) for cell in self.offered if cell.latest}
        )

    def rows(self) -> Iterator[tuple[GroupMember, list[tuple[FigureCell, CellFields]]]]:
        """Every unit with its cells and the fields of each; none where the person has no word on the unit."""
        for member, cells in self.table.rows:
            yield member, [(cell, self._bound(cell)) for cell in cells]

    @property
    def foot(self) -> list[forms.BoundField]:
        """What is said once for all cells."""
        return [self["note"], self["source"]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for cell in self.offered:
            value, _own, reason = _names(cell)
            if cleaned.get(value) is not None and cleaned.get(reason):
                self.add_error(reason, gettext("There is a figure: clear the reason, or the figure."))
        return cleaned

    def arguments(self) -> dict[str, Any]:
        """The cells that their author changed, as the service takes them."""
        was = self._was()
        wanted: dict[tuple[int, int], StatedCompetitionFigure] = {}
        seen: dict[tuple[int, int], int] = {}
        for cell in self.offered:
            stated, (number, before) = self._stated(cell), _remembered(was.get(_names(cell)[0]))
            if stated != before:
                wanted[cell.key], seen[cell.key] = stated, number
        return {
            "period": self.table.period,
            "wanted": wanted,
            "seen": seen,
            "note": self.cleaned_data["note"],
            "source": self.cleaned_data["source"],
        }

    def refuse(self, error: CellsRefused) -> None:
        """Say in each cell what is wrong with it. What has been entered meanwhile may be replaced by the next save."""
        names = {cell.key: _names(cell)[0] for cell in self.offered}
        for key, problem in error.problems.items():
            self.add_error(names.get(key, "note"), problem)
        told = [cell for cell in self.offered if cell.key in error.problems and cell.latest]
        self._saw_since({_names(cell)[0]: _memory(cell) for cell in told})

    def _bound(self, cell: FigureCell) -> CellFields:
        value, own, reason = (self[name] if name in self.fields else None for name in _names(cell))
        return value, own if cell.with_target else None, reason

    def _stated(self, cell: FigureCell) -> StatedCompetitionFigure:
        value, own, reason = (self.cleaned_data.get(name) for name in _names(cell))
        return StatedCompetitionFigure(value, own, "" if value is not None else reason or "")


class ApprovalForm(forms.Form):
    """The figures that a second person lets count."""

    def __init__(
        self, table: FigureTable, may_approve: Callable[[FigureCell], bool], data: Any = None
    ) -> None:
        super().__init__(data, auto_id="approve-%s")
        self.cells = [cell for cell in table.waiting if may_approve(cell)]
        self.fields["versions"] = forms.MultipleChoiceField(
            choices=[(str(cell.latest.pk), str(cell.latest.pk)) for cell in self.cells if cell.latest],
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": _("Tick the figures that you approve."),
                "invalid_choice": _(
                    "A figure has been replaced or approved meanwhile. Look at the page again."
                ),
            },
        )

    @property
    def ticked(self) -> set[int]:
        """What was ticked, so that a refusal keeps it."""
        return {int(pk) for pk in self.data.getlist("versions") if pk.isdecimal()} if self.is_bound else set()

    def chosen(self) -> list[Any]:
        """The versions that were ticked."""
        wanted = self.cleaned_data["versions"]
        return [cell.latest for cell in self.cells if cell.latest and str(cell.latest.pk) in wanted]

    def refuse(self, error: UnableToChange) -> None:
        self.add_error(None, str(error))


def _names(cell: FigureCell) -> tuple[str, str, str]:
    """The fields of a cell: figure, own target, why there is none."""
    name = f"{cell.unit.code}.{cell.criterion.code}"
    return name, f"{name}.target", f"{name}.reason"


def _fields(cell: FigureCell) -> tuple[forms.Field, forms.Field, forms.Field]:
    latest, says = cell.latest, f"{cell.unit.name} {cell.criterion.name}"
    kwargs = {"decimals": cell.criterion.decimals, "unit": cell.criterion.unit, "required": False}
    value = FigureField(initial=latest.value if latest else None, **kwargs)
    own = FigureField(initial=latest.own_target if latest else None, **kwargs)
    reason = forms.ChoiceField(
        required=False,
        choices=[("", "—"), *REASON_LABELS.items()],
        initial=latest.reason if latest else "",
    )
    for field, label in ((value, ""), (own, _("own target")), (reason, _("why there is no figure"))):
        field.widget.attrs["aria-label"] = f"{says}: {label}" if label else says
    return value, own, reason


def _memory(cell: FigureCell) -> list[Any]:
    """What the page remembers of a cell: its version, figure, own target and reason."""
    latest = cell.latest
    return (
        [latest.number, _text_of(latest.value), _text_of(latest.own_target), latest.reason] if latest else []
    )


def _remembered(memory: Any) -> tuple[int, StatedCompetitionFigure]:
    """The version and the figure that the author of the page saw; none when it is unreadable."""
    match memory:
        case [int(number), str(value), str(own), str(reason)]:
            return number, StatedCompetitionFigure(_decimal_of(value), _decimal_of(own), reason)
    return 0, StatedCompetitionFigure()


def _text_of(value: Decimal | None) -> str:
    return "" if value is None else plain_text(value)


def _decimal_of(text: str) -> Decimal | None:
    try:
        value = Decimal(text) if text else None
    except InvalidOperation:
        return None
    return value if value is not None and value.is_finite() else None
