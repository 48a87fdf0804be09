"""The demonstration's competition: complete, marked as invented, entered by one and approved by another."""

import pytest

from tracker.models import (
    CompetitionFigure,
    CompetitionFigureVersion,
    Criterion,
    Exclusion,
    GroupMember,
    HonourFlag,
    Membership,
    Role,
    Weighting,
)

pytestmark = pytest.mark.usefixtures("demo")


def test_every_list_of_2024_has_sample_criteria_for_fictitious_units() -> None:
    assert Weighting.objects.count() == 5
    assert not Criterion.objects.filter(is_sample=False).exists()
    assert GroupMember.objects.count() == 12
    assert not GroupMember.objects.filter(unit__is_fictitious=False).exists()


def test_every_figure_was_approved_by_somebody_else() -> None:
    figures = CompetitionFigure.objects.select_related("latest", "criterion")

    assert figures.count() == 4 * 12 * 6
    assert all(figure.approved_id == figure.latest_id for figure in figures)
    assert all(figure.approved_by_id != figure.latest.author_id for figure in figures)
    assert all(figure.latest.recorded_at < figure.approved_at for figure in figures)


def test_some_figures_are_blank_and_say_why() -> None:
    blank = CompetitionFigureVersion.objects.filter(value__isnull=True)

    assert 0 < blank.count() < 10
    assert all(version.reason and version.note for version in blank)


def test_nobody_is_honoured_who_takes_no_part_in_the_ranking() -> None:
    left_out = set(Exclusion.objects.values_list("unit", "period"))

    assert HonourFlag.objects.count() >= 3
    assert len(left_out) == 1
    assert not left_out & set(HonourFlag.objects.values_list("unit", "period"))
    assert all("示例" in flag.citation_zh for flag in HonourFlag.objects.all())


def test_somebody_can_sign_in_to_publish() -> None:
    assert Membership.objects.get(user__username="publisher").role == Role.PUBLISHER
