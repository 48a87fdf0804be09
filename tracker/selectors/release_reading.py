"""A release's pages: made of what it says, and of nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.utils.translation import get_language

from tracker.calculations.periods import Quarter
from tracker.documents.release_content import CountFacts, ReleaseContent
from tracker.documents.release_files import content_read
from tracker.models import ReleaseRevision, ReportingUnit, Roster, Target

from .counts import CountComparison, comparison_of
from .periods import Horizon
from .plans import Filters, Overview, overview_of
from .release_restoring import ReleasedFigures, Restoring
from .targets import TargetPage, target_page_of


@dataclass(frozen=True)
class Released:
    """A release, ready for pages, in one language."""

    content: ReleaseContent
    horizon: Horizon
    figures: Mapping[str, ReleasedFigures]  # by the target's code, in the order of the plans
    units: Mapping[str, ReportingUnit]
    rosters: Mapping[str, Roster]
    _pages: dict[str, TargetPage] = field(default_factory=dict, repr=False, compare=False)

    @property
    def quarter(self) -> Quarter:
        return self.content.quarter

    def overview(self, filters: Filters) -> Overview:
        """The overview as it was released."""
        return overview_of(self.figures.values(), horizon=self.horizon, quarter=self.quarter, filters=filters)

    def target_page(self, code: str) -> TargetPage:
        """The page of a target as it was released, made once: it never changes. Raises `Target.DoesNotExist`."""
        if code not in self.figures:
            raise Target.DoesNotExist
        if code not in self._pages:
            self._pages[code] = self._target_page(code)
        return self._pages[code]

    def _target_page(self, code: str) -> TargetPage:
        figures, roster = self.figures[code], self.rosters.get(code)

        def compare(quarter: Quarter) -> CountComparison | None:
            facts = figures.quarters.get(quarter)
            if roster is None or facts is None or facts.counts is None:
                return None
            return self._comparison(figures, roster, quarter, facts.counts)

        return target_page_of(
            figures, horizon=self.horizon, quarter=self.quarter, roster=roster, compare=compare
        )

    def _comparison(
        self, figures: ReleasedFigures, roster: Roster, quarter: Quarter, counts: CountFacts
    ) -> CountComparison | None:
        asked = {assignment.unit.code for assignment in figures.assignments}
        decisions: Any = [SimpleNamespace(reason=counts.decision, recorded_at=None)]
        return comparison_of(
            figures,
            roster,
            quarter,
            levels=counts.levels,
            kinds=counts.kinds,
            unasked=[unit for code, unit in self.units.items() if code in counts.units and code not in asked],
            decisions=decisions if counts.decision else (),
        )


@lru_cache(maxsize=24)
def content_of(sha256: str) -> ReleaseContent:
    """What a revision says. Read once in this process: a text never changes under its hash.

    Raises `ReleaseRevision.DoesNotExist`.
    """
    return content_read(ReleaseRevision.objects.values_list("content", flat=True).get(sha256=sha256))


def released(sha256: str) -> Released:
    """A revision ready for pages, in the language that is in use. Kept in this process like its content."""
    return _released(sha256, get_language() or "")


@lru_cache(maxsize=8)
def _released(sha256: str, _language: str) -> Released:
    return released_of(content_of(sha256))


def released_of(content: ReleaseContent) -> Released:
    """A content ready for pages, published or not."""
    restoring = Restoring(content)
    return Released(
        content=content,
        horizon=restoring.horizon(),
        figures=restoring.figures(),
        units=restoring.units,
        rosters=restoring.rosters,
    )
