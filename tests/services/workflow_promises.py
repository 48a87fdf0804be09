"""What has to hold after every step of the workflow: the database held against the model."""

from __future__ import annotations

from typing import Any

from tests.factories import CLOSED, RUNNING, City
from tests.services.workflow_model import Cell, Typed, Version, Workflow
from tracker.models import Assignment, AuditEvent, Decision, Draft, Period, Report, ReportVersion
from tracker.selectors.figures import figures_of
from tracker.services.reports import StatedFigure

REPORT_COLUMNS = ["state", "is_late", "latest__number", "approved__number", "counted__number"]
REPORT_COLUMNS += ["decision__kind", "decision__until"]
Row = dict[str, Any]


class Promises:
    """Looks at everything that is stored, as it is stored. `places` says which assignment and quarter a cell is."""

    def __init__(self, city: City, model: Workflow, places: dict[str, tuple[Assignment, Period]]) -> None:
        self.city, self.model, self.places = city, model, places
        self.names = {(assignment.pk, period.pk): name for name, (assignment, period) in places.items()}
        self.usernames = {person.pk: name for name, person in city.people.items()} | {None: None}
        self.written: dict[tuple[type, int], Row] = {}

    def check(self) -> None:
        reports = {
            report["pk"]: report | {"name": self.names[report["assignment_id"], report["period_id"]]}
            for report in Report.objects.values("pk", "assignment_id", "period_id", *REPORT_COLUMNS)
        }
        rows = {
            model: list(model.objects.order_by("pk").values())
            for model in (ReportVersion, Decision, AuditEvent)
        }
        self.what_was_written_stays_as_it_was(rows)
        self.every_acknowledged_submission_is_a_version(rows[ReportVersion], reports)
        self.nobody_has_decided_on_their_own_figure(rows[ReportVersion], rows[Decision])
        self.every_report_stands_where_the_model_says(reports)
        self.pages_add_up_what_counts_and_of_a_closed_quarter_what_was_approved()
        self.no_draft_is_lost(reports)
        self.every_acknowledged_step_is_on_record_once(rows[AuditEvent])

    def what_was_written_stays_as_it_was(self, rows: dict[type, list[Row]]) -> None:
        now = {(model, row["id"]): row for model, found in rows.items() for row in found}
        assert self.written.items() <= now.items()
        self.written = now

    def every_acknowledged_submission_is_a_version(self, rows: list[Row], reports: dict[int, Row]) -> None:
        stored: dict[str, list[Version]] = {name: [] for name in self.places}
        for row in rows:
            versions = stored[reports[row["report_id"]]["name"]]
            stated = StatedFigure(**{name: row[name] for name in StatedFigure.__dataclass_fields__})
            people = (self.usernames[row["author_id"]], self.usernames[row["on_behalf_of_id"]])
            versions.append(Version(stated, *people))
            assert row["number"] == len(versions)
        assert stored == {name: cell.versions for name, cell in self.model.cells.items()}

    def nobody_has_decided_on_their_own_figure(self, versions: list[Row], decisions: list[Row]) -> None:
        people = {row["id"]: {row["author_id"], row["on_behalf_of_id"]} for row in versions}
        for decision in decisions:
            assert (
                decision["kind"] == "reopened" or decision["author_id"] not in people[decision["version_id"]]
            )

    def every_report_stands_where_the_model_says(self, reports: dict[int, Row]) -> None:
        found = {report["name"]: [report[column] for column in REPORT_COLUMNS] for report in reports.values()}
        for name, cell in self.model.cells.items():
            numbers = [number or None for number in (cell.latest, cell.approved, self.model.counted(cell))]
            expected = [cell.state, cell.is_late, *numbers, *(cell.decision or (None, None))]
            # A figure that nobody has touched is not there, which says the same.
            assert found.get(name, expected if cell == Cell(cell.quarter) else None) == expected, name

    def pages_add_up_what_counts_and_of_a_closed_quarter_what_was_approved(self) -> None:
        found = figures_of(self.city.targets.values(), quarters=[CLOSED, RUNNING])
        for name, (assignment, period) in self.places.items():
            cell = self.model.cells[name]
            shown = found[assignment.target_id].of_unit(assignment.unit, period.quarter)
            counted = self.model.counted(cell)
            value = cell.version(counted).stated.value if counted else None
            assert (shown.value if shown else None) == value

    def no_draft_is_lost(self, reports: dict[int, Row]) -> None:
        kept: dict[str, dict[str, Typed]] = {name: {} for name in self.places}
        for row in Draft.objects.values():
            typed = Typed(row["content"]["value"], row["number"], row["window"])
            kept[reports[row["report_id"]]["name"]][self.usernames[row["author_id"]]] = typed
        assert kept == {name: cell.drafts for name, cell in self.model.cells.items()}

    def every_acknowledged_step_is_on_record_once(self, events: list[Row]) -> None:
        trail = [
            (event["action"], event["subject"], event["actor_name"], event["details"].get("version"))
            for event in events
            if event["action"].startswith(("report.", "period."))
        ]
        assert trail == self.model.events
