"""What an official who leaves has in hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import OuterRef, Q, QuerySet, Subquery

from tracker.models import AuditEvent, Draft, Membership, Report, ReportState
from tracker.permissions import Permission, Rights


@dataclass(frozen=True)
class Handover:
    """Everything that would stay behind: memberships and drafts are the person's, what was returned and what was
    promised is their units'. `last` is the event of an earlier handing over.
    """

    leaver: Any
    memberships: tuple[Membership, ...]
    drafts: tuple[Draft, ...]
    returned: tuple[Report, ...]
    promises: tuple[Report, ...]
    last: AuditEvent | None

    @property
    def is_done(self) -> bool:
        """The account is switched off and holds nothing any more."""
        return not (self.leaver.is_active or self.memberships or self.drafts)


def handover(*, pk: int) -> Handover:
    """A fixed number of queries. Raises the user model's `DoesNotExist`, also for an administrator: those are
    looked after by administrators.
    """
    leaver = get_user_model().objects.get(pk=pk, is_superuser=False, is_staff=False)
    rights = Rights(leaver)
    figures = Report.objects.select_related(
        "period", "assignment__unit", "assignment__target", "latest", "counted", "decision"
    ).order_by("period__quarter", "assignment__unit__position", "assignment__target__position")
    own = Q(latest__author=leaver) | Q(latest__on_behalf_of=leaver)
    of_units = Q(assignment__unit__in=rights.units(Permission.REPORT))
    last_counted = (
        Report.objects.filter(assignment=OuterRef("assignment"), counted__isnull=False)
        .order_by("-period__quarter")
        .values("pk")[:1]
    )
    return Handover(
        leaver=leaver,
        memberships=tuple(rights.memberships),
        drafts=tuple(
            leaver.drafts.select_related(
                "report__period", "report__assignment__unit", "report__assignment__target"
            )
        ),
        returned=tuple(
            figures.filter(own | of_units, state=ReportState.RETURNED, period__closed_at__isnull=True)
        ),
        promises=tuple(figures.filter(of_units, pk=Subquery(last_counted)).exclude(counted__next_step="")),
        last=AuditEvent.objects.filter(
            action="person.handed-over", subject=f"person:{leaver.get_username()}"
        ).first(),
    )


def successors(leaver: Any) -> QuerySet[Any]:
    """Who can take over: everybody with an active account but administrators, who have no word on figures."""
    people = get_user_model().objects.filter(is_active=True, is_superuser=False, is_staff=False)
    return people.exclude(pk=leaver.pk).order_by("first_name", "last_name", "username")
