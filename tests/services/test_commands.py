"""The commands behind `make run`."""

import io
import json
import socket
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command

from tracker.management.commands.serve import free_address, refuse_public_demo
from tracker.models import Plan, ReportingUnit, Target


def run(*arguments: Any, **options: Any) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def test_load_definitions_fills_an_empty_database(db: None) -> None:
    run("load_definitions")

    assert set(Plan.objects.values_list("code", flat=True)) == {"nanjing-digital", "nanjing-ten-billion"}
    assert Target.objects.count() == 15
    assert ReportingUnit.objects.count() == 13


def test_load_definitions_again_leaves_what_the_office_has_edited(db: None) -> None:
    run("load_definitions")
    Target.objects.filter(code="smart-factory").update(value=120)
    ReportingUnit.objects.filter(code="jiangbei").update(counts_toward_total=True)

    run("load_definitions")
    assert Target.objects.get(code="smart-factory").value == 120
    assert ReportingUnit.objects.get(code="jiangbei").counts_toward_total


def test_load_plan_loads_a_file_and_says_so(db: None, root: Path) -> None:
    out = run("load_plan", root / "fixtures/examples/yancheng.yaml")

    assert Plan.objects.get().code in out
    assert str(Target.objects.count()) in out


def test_load_plan_only_checks_when_asked(db: None, root: Path) -> None:
    assert "yancheng" in run("load_plan", root / "fixtures/examples/yancheng.yaml", check=True)
    assert not Plan.objects.exists()


def test_load_plan_refuses_a_bad_file_with_every_error_at_once(db: None, tmp_path: Path, root: Path) -> None:
    content = yaml.safe_load((root / "fixtures/examples/yancheng.yaml").read_text())
    content["plan"]["first"] = "25Q1"
    content["targets"][0]["comparator"] = "=>"
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(content, default=str))

    with pytest.raises(CommandError) as refusal:
        run("load_plan", path)
    assert "plan.first" in str(refusal.value)
    assert "comparator" in str(refusal.value)
    assert not Plan.objects.exists()


@pytest.mark.parametrize(("name", "words"), [("missing.yaml", "missing.yaml"), ("plan.txt", "yaml")])
def test_load_plan_of_what_is_no_plan_file_says_so(db: None, tmp_path: Path, name: str, words: str) -> None:
    if name == "plan.txt":
        (tmp_path / name).write_text("plan")

    with pytest.raises(CommandError, match=words):
        run("load_plan", tmp_path / name)


def test_load_plan_of_a_target_that_is_taken_says_whose(db: None, tmp_path: Path, root: Path) -> None:
    run("load_plan", root / "fixtures/examples/yancheng.yaml")
    content = yaml.safe_load((root / "fixtures/examples/yancheng.yaml").read_text())
    content["plan"] |= {"code": "copy", "position": 9}
    path = tmp_path / "copy.json"
    path.write_text(json.dumps(content, default=str))

    with pytest.raises(CommandError, match="盐城"):
        run("load_plan", path)


@pytest.mark.parametrize(("address", "refused"), [("127.0.0.1", False), ("::1", False), ("0.0.0.0", True)])  # noqa: S104
def test_demonstration_is_served_on_this_machine_alone(settings: Any, address: str, refused: bool) -> None:
    settings.DEMO, settings.DEMO_PUBLIC = True, False
    if refused:
        with pytest.raises(CommandError, match="DEMO_PUBLIC=1"):
            refuse_public_demo(address)
    else:
        refuse_public_demo(address)


@pytest.mark.parametrize("changes", [{"DEMO": False}, {"DEMO_PUBLIC": True}])
def test_what_is_no_demonstration_or_meant_for_others_is_served_anywhere(
    settings: Any, changes: dict[str, bool]
) -> None:
    settings.DEMO, settings.DEMO_PUBLIC = True, False
    for name, value in changes.items():
        setattr(settings, name, value)

    refuse_public_demo("192.0.2.7")


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", ""])
def test_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(CommandError, match="PORT"):
        free_address("127.0.0.1", port)


def test_port_in_use_is_refused_with_a_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CommandError, match="PORT=8001"):
            free_address("127.0.0.1", str(taken.getsockname()[1]))


def test_free_port_is_given_back_with_its_address() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    assert free_address("localhost", str(port)) == ("127.0.0.1", port)
