"""Names and codes on a roster."""

import pytest

from tracker.calculations.rosters import (
    FlagKind,
    clean_code,
    clean_name,
    code_flag,
    holds_identity_number,
    initials_of,
    is_branch,
    name_key,
)

VALID = "91350100M000100Y43"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (VALID, VALID),
        (VALID.lower(), VALID),
        (f"  {VALID[:9]} {VALID[9:]}\n", VALID),
        ("９１３５０１００Ｍ０００１００Ｙ４３", VALID),
        ("", ""),
    ],
)
def test_clean_code(typed: str, kept: str) -> None:
    assert clean_code(typed) == kept


@pytest.mark.parametrize(
    ("code", "name", "flag"),
    [
        (VALID, "甲公司", None),
        ("91350100M000100Y4Z", "甲公司", FlagKind.CODE_INVALID),
        ("91350100M000100Y4", "甲公司", FlagKind.CODE_INVALID),
        ("9.135E+17", "甲公司", FlagKind.CODE_INVALID),
        ("", "甲公司", FlagKind.CODE_MISSING),
        ("", "甲公司南京分公司", FlagKind.BRANCH),
        (VALID, "甲公司南京分公司", None),
    ],
)
def test_code_flag(code: str, name: str, flag: FlagKind | None) -> None:
    assert code_flag(code, name) == flag


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("南京甲乙（集团）有限公司", "南京甲乙(集团)有限公司", True),
        ("南京甲乙（集团）有限公司", "南京甲乙集团股份有限公司", True),
        ("南京 甲乙 有限公司", "南京甲乙有限责任公司", True),
        ("南京ＡＢ科技公司", "南京ab科技公司", True),
        ("南京甲乙有限公司", "南京甲丙有限公司", False),
        ("公司", "集团", False),
    ],
)
def test_name_key(one: str, other: str, same: bool) -> None:
    assert (name_key(one) == name_key(other)) is same


def test_clean_name_keeps_chinese_brackets() -> None:
    assert clean_name(" 南京甲乙(集团)  有限公司 ") == "南京甲乙（集团） 有限公司"


@pytest.mark.parametrize("name", ["甲公司南京分公司", "乙厂第二分厂", "丙公司驻宁办事处"])
def test_is_branch(name: str) -> None:
    assert is_branch(name)


def test_a_company_is_no_branch() -> None:
    assert not is_branch("南京部分材料有限公司")


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("11010519491231002X", True),
        ("联系人 11010519491231002x，请核对", True),
        ("１１０１０５１９４９１２３１００２Ｘ", True),
        ("110105194912310021", False),  # the check character fails
        (VALID, False),
        ("911010519491231002X", False),
        ("", False),
    ],
)
def test_holds_identity_number(text: str, held: bool) -> None:
    assert holds_identity_number(text) is held


@pytest.mark.parametrize(
    ("name", "initials"),
    [("南京钢铁", "njgt"), ("重庆啤酒", "cqpj"), ("5G工厂", "5ggc"), ("ＡＢ（集团）", "abjt"), ("", "")],
)
def test_initials_of(name: str, initials: str) -> None:
    assert initials_of(name) == initials


@pytest.mark.parametrize("dash", ["-", "－", "‐", "–", " "])
def test_a_code_is_kept_without_the_dashes_that_people_write_into_it(dash: str) -> None:
    assert clean_code(f"91350100{dash}M000100Y43") == "91350100M000100Y43"


def test_a_code_with_anything_else_in_it_fails() -> None:
    assert code_flag("91350100·M000100Y43", "甲公司") is FlagKind.CODE_INVALID


def test_the_core_of_a_name_can_always_be_stored() -> None:
    assert len(name_key("ß" * 150)) == 200
