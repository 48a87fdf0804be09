"""When an official leaves: everything finds a new owner, and the old account can do nothing more."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model

from tests import factories
from tests.factories import NOW, RUNNING, City
from tracker.models import AuditEvent, Draft, Membership, Report, ReportState, Role
from tracker.permissions import Permission, Rights
from tracker.selectors.work import work
from tracker.services.drafts import draft_save
from tracker.services.handover import HandedOver, UnableToHandOver, handover
from tracker.services.reports import DraftMoved, UnableToReport


def hand(city: City, leaver: str = "alice", successor: str = "aaron", **changes: Any) -> HandedOver:
    arguments = {"reason": "调离", "by": city.people["coordinator"], "at": NOW}
    return handover(leaver=city.people[leaver], successor=city.people[successor], **arguments | changes)


def draft(
    city: City, by: str, value: str, *, target: str = "factories", unit: str = "east", **known: Any
) -> Draft:
    return draft_save(
        assignment=city.assignment(target, unit),
        period=factories.period_of(RUNNING),
        content={"value": value},
        seen=1 if target == "factories" else 0,
        by=city.people[by],
        at=NOW,
        **known,
    )


def roles(city: City, name: str) -> set[tuple[str, str]]:
    return set(Membership.objects.filter(user=city.people[name]).values_list("unit__code", "role"))


def only_event(action: str) -> AuditEvent:
    return AuditEvent.objects.get(action=action)


def test_successor_gets_every_membership_and_keeps_their_own(reported: City) -> None:
    Membership.objects.create(user=reported.people["alice"], unit=reported.units["west"], role=Role.REPORTER)
    Membership.objects.create(user=reported.people["alice"], unit=reported.units["bureau"], role=Role.VIEWER)

    hand(reported)
    assert roles(reported, "aaron") == {("east", "reporter"), ("west", "reporter"), ("bureau", "viewer")}
    assert roles(reported, "alice") == set()


def test_old_account_can_do_nothing_more(reported: City) -> None:
    hand(reported)
    alice = get_user_model().objects.get(username="alice")

    assert not alice.is_active
    assert not alice.has_usable_password()
    assert not any(Rights(alice).may(permission) for permission in Permission)
    with pytest.raises(UnableToReport):
        reported.report(34, seen=1, by="alice")
    with pytest.raises(UnableToReport):
        draft(reported, "alice", "35")


def test_sessions_end_and_stay_ended(reported: City, signed_in: Any, clock: Any) -> None:
    client = signed_in("alice")
    assert client.get("/reports/").status_code == 200

    hand(reported)
    assert client.get("/reports/").status_code == 302
    # Switched on again by mistake or for a return: whoever still sits at the old screen is not let in.
    get_user_model().objects.filter(username="alice").update(is_active=True)
    assert client.get("/reports/").status_code == 302


def test_drafts_move_as_they_are(reported: City) -> None:
    mine = draft(reported, "alice", "约35", window="old")

    moved = hand(reported)
    now = Draft.objects.get(pk=mine.pk)
    assert (now.author, now.content, now.recorded_at) == (reported.people["aaron"], {"value": "约35"}, NOW)
    assert ([d.pk for d in moved.drafts], moved.kept) == ([mine.pk], ())


def test_successor_who_types_in_an_open_page_is_told_of_the_draft_that_came(reported: City) -> None:
    draft(reported, "alice", "约35", window="page")
    hand(reported)

    with pytest.raises(DraftMoved, match="约35"):
        draft(reported, "aaron", "36", window="page", number=0)


def test_draft_stays_in_words_where_the_successor_types_one_too(reported: City) -> None:
    draft(reported, "alice", "约35")
    draft(reported, "aaron", "36")

    moved = hand(reported)
    assert [d.content for d in Draft.objects.all()] == [{"value": "36"}]
    assert [d.content for d in moved.kept] == [{"value": "约35"}]
    event = only_event("draft.kept")
    assert (event.unit, event.target, event.quarter) == ("east", "factories", "2025Q3")
    assert event.details["typed"] == {"value": "约35"}
    kept = only_event("person.handed-over").details["kept"]
    assert kept == [{"figure": "2025Q3:east:factories", "typed": {"value": "约35"}}]


def test_draft_stays_in_words_where_nobody_gets_the_right_to_enter_it(reported: City) -> None:
    draft(reported, "alice", "约35")
    Membership.objects.filter(user=reported.people["alice"]).delete()

    moved = hand(reported, successor="bob")
    assert [d.content for d in moved.kept] == [{"value": "约35"}]
    assert not Draft.objects.exists()


def test_one_event_says_everything_that_moved(reported: City) -> None:
    draft(reported, "alice", "约35")
    hand(reported, reason=" 调离 ")

    event = only_event("person.handed-over")
    assert (event.subject, event.actor_name, event.reason) == ("person:alice", "coordinator", "调离")
    assert event.unit == "east"  # all of it belongs to this one's trail
    assert event.details == {
        "successor": "aaron",
        "memberships": ["east:reporter"],
        "drafts": ["2025Q3:east:factories"],
        "kept": [],
        "changes": {"is_active": ["True", "False"]},
    }


def test_event_about_several_units_is_in_the_trail_of_none(reported: City) -> None:
    Membership.objects.create(user=reported.people["alice"], unit=reported.units["west"], role=Role.REPORTER)
    hand(reported)

    assert only_event("person.handed-over").unit == ""


def test_nothing_is_orphaned(reported: City) -> None:
    """Bob is the only reporter of the west; a figure of his came back, another he has only begun."""
    Membership.objects.create(user=reported.people["rita"], unit=reported.units["west"], role=Role.REVIEWER)
    reported.send_back(reported.report(14, unit="west"))
    draft(reported, "bob", "12", target="tool-rate", unit="west")
    hand(reported, "bob", "zoe")

    drafts = list(Draft.objects.all())
    returned = list(Report.objects.filter(state=ReportState.RETURNED))
    assert drafts
    assert returned
    for report in [*returned, *(d.report for d in drafts)]:
        unit = report.assignment.unit
        assert Membership.objects.filter(unit=unit, role=Role.REPORTER, user__is_active=True).exists()
    assert all(d.author.is_active for d in drafts)
    page = work(Rights(reported.people["zoe"]), on=factories.TODAY)
    assert list(page.returned) == returned


def test_successor_of_the_last_coordinator_is_a_coordinator(reported: City) -> None:
    hand(reported, "coordinator", "viewer", by=reported.people["administrator"])

    assert ("city", "coordinator") in roles(reported, "viewer")


def test_submitted_figures_keep_their_author(reported: City) -> None:
    before = Report.objects.get(assignment=reported.assignment(), period__quarter=RUNNING).latest
    hand(reported)

    before.refresh_from_db()
    assert before.author.username == "alice"


def test_account_that_was_switched_off_before_can_still_be_handed_over(reported: City) -> None:
    draft(reported, "alice", "约35")
    get_user_model().objects.filter(username="alice").update(is_active=False)

    assert len(hand(reported).drafts) == 1
    assert only_event("person.handed-over").details["changes"] == {}


@pytest.mark.parametrize(
    ("leaver", "successor", "changes"),
    [
        ("alice", "alice", {}),
        ("coordinator", "aaron", {}),
        ("administrator", "aaron", {}),
        ("alice", "administrator", {}),
        ("alice", "gone", {}),
        ("alice", "aaron", {"reason": "  "}),
        ("alice", "aaron", {"by": "bob"}),
        ("alice", "aaron", {"by": "auditor"}),
    ],
)
def test_handing_over_is_refused_and_changes_nothing(
    reported: City, leaver: str, successor: str, changes: dict[str, Any]
) -> None:
    reported.people["gone"] = get_user_model().objects.create_user("gone", is_active=False)
    draft(reported, "alice", "约35")
    before = set(Membership.objects.values_list("user", "unit", "role")), AuditEvent.objects.count()
    if "by" in changes:
        changes = {"by": reported.people[changes["by"]]}

    with pytest.raises(UnableToHandOver) as refusal:
        hand(reported, leaver, successor, **changes)
    assert str(refusal.value)
    assert before == (set(Membership.objects.values_list("user", "unit", "role")), AuditEvent.objects.count())
    assert Draft.objects.get().author == reported.people["alice"]
    assert get_user_model().objects.get(username=leaver).is_active
