"""The accounts that the coordinator looks after. Administrators are not among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from tracker.models import Assignment, Draft, Membership, Report, ReportingUnit, ReportState, Role


@dataclass(frozen=True)
class PersonRow:
    person: Any
    memberships: tuple[Membership, ...]


@dataclass(frozen=True)
class PersonPage:
    """One account with its roles, and what it has begun that nobody else would finish."""

    person: Any
    memberships: tuple[Membership, ...]
    drafts: tuple[Draft, ...]
    returned: tuple[Report, ...]

    @property
    def has_unfinished(self) -> bool:
        return bool(self.drafts or self.returned)

    def membership(self, pk: str) -> Membership | None:
        """The role with this id, None for somebody else's."""
        return next((row for row in self.memberships if str(row.pk) == pk), None)


def people_managed() -> QuerySet[Any]:
    """The accounts without the administration's flags."""
    memberships = Membership.objects.select_related("unit").order_by("unit__position", "unit", "role")
    return (
        get_user_model()
        .objects.filter(is_superuser=False, is_staff=False)
        .prefetch_related(Prefetch("memberships", memberships))
        .order_by("-is_active", "username")
    )


def people() -> tuple[PersonRow, ...]:
    """Everybody, those who can sign in first, by their account's name. Two queries."""
    return tuple(PersonRow(person, tuple(person.memberships.all())) for person in people_managed())


def units_without_reviewer() -> tuple[ReportingUnit, ...]:
    """The units that are asked for figures which nobody could approve: neither has the unit a reviewer who can sign
    in, nor the bureau that leads the target one. In the official order; one query.
    """
    able = Membership.objects.filter(user__is_active=True, user__is_superuser=False)
    of_unit = able.filter(unit=OuterRef("unit"), role=Role.REVIEWER)
    of_bureau = able.filter(unit=OuterRef("target__lead_unit"), role=Role.BUREAU_REVIEWER)
    asked = Assignment.objects.filter(~Exists(of_unit), ~Exists(of_bureau), unit=OuterRef("pk"))
    return tuple(ReportingUnit.objects.filter(Exists(asked)))


def person_page(pk: int) -> PersonPage:
    """One account. A fixed number of queries; raises the user model's `DoesNotExist`, for administrators too."""
    person = people_managed().get(pk=pk)
    return PersonPage(
        person=person,
        memberships=tuple(person.memberships.all()),
        drafts=tuple(
            drafts_of(person).select_related(
                "report__period", "report__assignment__unit", "report__assignment__target"
            )
        ),
        returned=tuple(
            returned_of(person).select_related("period", "assignment__unit", "assignment__target")
        ),
    )


def drafts_of(person: Any) -> QuerySet[Draft]:
    """What a person is typing in quarters that are not closed."""
    return Draft.objects.filter(author=person, report__period__closed_at__isnull=True)


def returned_of(person: Any) -> QuerySet[Report]:
    """Figures of a person that came back and can still be mended."""
    mine = Report.objects.filter(latest__author=person) | Report.objects.filter(latest__on_behalf_of=person)
    return mine.filter(state=ReportState.RETURNED, period__closed_at__isnull=True)
