from hypothesis import given
from hypothesis import strategies as st

from tracker.calculations.progress import Status
from tracker.calculations.summary import StatusClass, classes


def test_every_class_is_there_with_its_members_in_the_order_given() -> None:
    found = classes([("c", Status.AHEAD), ("a", Status.NOT_REPORTED), ("b", Status.AHEAD)])
    assert found[1] == StatusClass(Status.AHEAD, ("c", "b"))
    assert [group.status for group in found] == list(Status)
    assert [len(group.members) for group in found] == [0, 2, 0, 0, 0, 0, 0, 1, 0]
    assert sum(len(group.members) for group in found) == 3


def test_no_targets() -> None:
    assert sum(len(group.members) for group in classes([])) == 0


@given(st.lists(st.tuples(st.text(), st.sampled_from(Status))))
def test_the_classes_partition_the_targets(standings: list[tuple[str, Status]]) -> None:
    found = classes(iter(standings))
    assert sum(len(group.members) for group in found) == len(standings)
    again = [(name, group.status) for group in found for name in group.members]
    assert sorted(again) == sorted(standings)
