"""Names in groups become counts: in all, by highest level, by list type."""

from tracker.calculations.roster_counts import NameCount, NameGroup, name_count, name_counts

STARS = {"levels": ["three", "four", "five"], "kinds": []}


def test_name_count_has_each_name_at_one_level() -> None:
    counted = name_count([NameGroup(1, 2), NameGroup(3, 3), NameGroup(0, 1)], **STARS)

    assert counted == NameCount(6, {"three": 2, "five": 3}, {})


def test_name_count_has_a_name_on_each_of_its_list_types() -> None:
    """Two names on both types, one on the first alone: three names, although the types add up to five."""
    groups = [NameGroup(0, 2, (2, 2)), NameGroup(0, 1, (1, 0))]

    assert name_count(groups, levels=[], kinds=["plain", "5g"]) == NameCount(3, {}, {"plain": 3, "5g": 2})


def test_name_count_leaves_out_what_nobody_stands_on() -> None:
    assert name_count([NameGroup(0, 1, (0, 1))], levels=["three"], kinds=["plain", "5g"]) == NameCount(
        1, {}, {"5g": 1}
    )


def test_name_count_of_nothing() -> None:
    assert name_count([], levels=["three"], kinds=["plain"]) == NameCount(0, {}, {})


def test_name_counts_keeps_units_apart() -> None:
    groups = [("east", NameGroup(1, 2)), ("west", NameGroup(1, 1)), ("east", NameGroup(2, 1))]

    assert name_counts(groups, **STARS) == {
        "east": NameCount(3, {"three": 2, "four": 1}, {}),
        "west": NameCount(1, {"three": 1}, {}),
    }
