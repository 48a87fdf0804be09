"""A static site that was altered anywhere is found out, also by whoever puts the sums right afterwards."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents.release_sites import TARGETS, content, figure, lay, site, target
from tracker.documents.release_arithmetic import disagreements
from tracker.documents.release_content import ReleaseContent
from tracker.documents.release_files import canonical_text, sha256_of
from tracker.documents.release_proofs import proofs

Site = dict[str, bytes]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return lay(site(content()), tmp_path / "site")


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for the tests that put back what they take."""
    return lay(site(content()), tmp_path_factory.mktemp("laid") / "site")


def said(folder: Path, **known: str) -> list[str]:
    found, between = proofs(folder, **known)
    return [str(fault) for proof in found for fault in proof.faults] + [str(fault) for fault in between]


def names(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_site_as_it_was_written_is_sound(folder: Path) -> None:
    (proof,), between = proofs(folder)

    assert proof.faults == ()
    assert between == []
    assert proof.sha256 == sha256_of(canonical_text(content()))
    assert proof.name == "2025Q3 r1"
    assert proof.files == len(names(folder)) - 1


def test_the_systems_own_tool_reads_the_sums(folder: Path) -> None:
    tool = shutil.which("sha256sum")
    if tool is None:
        pytest.skip("this system has no sha256sum")

    done = subprocess.run(
        [tool, "--strict", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, check=False
    )

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "name",
    [
        "release.json",
        "SHA256SUMS",
        "index.html",
        "en/targets/factories.html",
        "explain/rate.html",
        "boards/edition/strength.html",
        "files/overview.xlsx",
        "en/files/targets/names.csv",
        "assets/tracker/app.css",
    ],
)
def test_one_byte_in_any_kind_of_file_is_found_and_the_file_is_named(folder: Path, name: str) -> None:
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)

    assert any(words.startswith(f"{name}: ") or f"its line in {name}" in words for words in said(folder))


@given(st.data())
def test_any_bit_of_any_file_is_found(laid: Path, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(names(laid)))
    sound = path.read_bytes()
    place, bit = data.draw(st.integers(0, len(sound) - 1)), data.draw(st.integers(0, 7))
    path.write_bytes(sound[:place] + bytes([sound[place] ^ 1 << bit]) + sound[place + 1 :])
    try:
        assert said(laid)
    finally:
        path.write_bytes(sound)


def test_files_that_are_gone_added_or_only_links_are_named(folder: Path) -> None:
    (folder / "method.html").unlink()
    (folder / "more.txt").write_text("more")
    (folder / "explain" / "rate.html").unlink()
    (folder / "explain" / "rate.html").symlink_to(folder / "index.html")

    assert {
        "method.html: is missing, or its line in SHA256SUMS was changed",
        "more.txt: was added: SHA256SUMS does not know it",
        "explain/rate.html: is a link to another file, which no site has",
    } <= set(said(folder))


@pytest.mark.parametrize("name", ["release.json", "SHA256SUMS"])
def test_without_the_release_or_its_sums_nothing_is_proved(folder: Path, name: str) -> None:
    (folder / name).unlink()

    assert any(words.startswith(f"{name}: is missing") for words in said(folder))


def in_other_spaces(files: Site) -> str:
    return files["release.json"].decode().replace(":", ": ", 1)


def unread(files: Site) -> str:
    return '{"quarter":"2025Q3"}'


@pytest.mark.parametrize(
    ("write", "words"),
    [
        (in_other_spaces, "is not in the canonical form in which it was hashed"),
        (unread, "is not the content of a release"),
    ],
)
def test_a_release_that_was_written_anew_is_found_though_every_hash_fits(
    tmp_path: Path, write: Callable[[Site], str], words: str
) -> None:
    folder = lay(site(content(), write(site(content()))), tmp_path)

    assert any(fault.startswith(f"release.json: {words}") for fault in said(folder))


def without_hash(files: Site) -> Site:
    return files | {"method.html": files["method.html"].replace(b"SHA-256", b"")}


def with_better_status(files: Site) -> Site:
    return files | {"en/index.html": files["en/index.html"].replace(b'"met"', b'"ahead"')}


def without_page(files: Site) -> Site:
    return {name: data for name, data in files.items() if name != "targets/income.html"}


@pytest.mark.parametrize(
    ("alter", "words"),
    [
        (without_hash, "method.html: does not bear the hash of this release"),
        (with_better_status, "en/index.html: shows rate as ahead; the release says met"),
        (without_page, "targets/income.html: is missing, though the release speaks of it"),
    ],
)
def test_a_page_that_was_altered_is_found_though_the_sums_were_put_right(
    tmp_path: Path, alter: Callable[[Site], Site], words: str
) -> None:
    easy = target("rate", figure("east", 120), value=Decimal(100))
    of = content(targets=(*TARGETS[:1], easy, *TARGETS[2:]))

    assert said(lay(alter(site(of)), tmp_path)) == [words]


def told(of: ReleaseContent, old: str, new: str) -> list[str]:
    """What does not follow in a release in which a text was replaced, once."""
    text = canonical_text(of)
    assert text.count(old) == 1, text.count(old)
    return list(disagreements(ReleaseContent.model_validate_json(text.replace(old, new))))


def test_every_total_status_and_score_follows_from_what_the_release_says() -> None:
    of = content()

    assert list(disagreements(of)) == []
    by_code = {facts.code: facts.quarters[0].total.value for facts in of.targets()}
    assert by_code == {
        "factories": 60,  # the park lies inside a district
        "rate": 55,  # 55 of 100, no mean of 75 and 25
        "income": 90,  # as the bureau says
        "names": 6,  # each name once
        "nobody": None,
    }


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            '"unit":"east","value":"40"',
            '"unit":"east","value":"41"',
            "the city's figure of factories in 2025Q3",
        ),
        ('"denominator":"60"', '"denominator":"61"', "the city's figure of rate in 2025Q3"),
        ('"city":6', '"city":7', "the city's figure of names in 2025Q3"),
        ('"on_schedule":"0.9"', '"on_schedule":"1.09"', "the status of"),
    ],
)
def test_a_figure_that_was_changed_no_longer_adds_up(old: str, new: str, words: str) -> None:
    found = told(content(), old, new)

    assert [sentence for sentence in found if sentence.startswith(words)]


def test_a_score_that_was_changed_no_longer_follows_from_its_lines() -> None:
    of = content()
    score = of.editions[0].lists[0].boards[0].rows[0].score

    found = told(of, f'"score":"{score.normalize():f}"', '"score":"99.99"')

    assert found == [
        f"the score or place of {of.editions[0].lists[0].boards[0].rows[0].unit} of the list strength (edition) does "
        "not follow from its lines"
    ]


def test_a_rule_that_is_none_is_told() -> None:
    (found,) = told(content(), '"cap":"1.2"', '"cup":"1.2"')

    assert found.startswith("the rule of the list strength (edition) is none")


def test_the_hash_that_is_known_from_elsewhere_must_be_that_of_the_release(folder: Path) -> None:
    sha256 = sha256_of(canonical_text(content()))

    assert said(folder, sha256=sha256) == []
    (fault,) = said(folder, sha256="0" * 64)
    assert fault == f"release.json: has the hash {sha256}, not {'0' * 64}: this is another release"


def test_revisions_side_by_side_must_follow_each_other(tmp_path: Path) -> None:
    first = content()
    sha256 = sha256_of(canonical_text(first))
    lay(site(first), tmp_path / "r1")
    lay(site(content(2, sha256)), tmp_path / "r2")
    assert said(tmp_path) == []

    shutil.rmtree(tmp_path / "r2")
    lay(site(content(2, "e" * 64)), tmp_path / "r2")
    assert said(tmp_path) == [f"r2/release.json: follows {'e' * 64}, but revision 1 beside it is {sha256}"]


@pytest.mark.parametrize(("number", "previous"), [(1, "e" * 64), (2, "")])
def test_only_a_first_revision_follows_none(tmp_path: Path, number: int, previous: str) -> None:
    (fault,) = said(lay(site(content(number, previous)), tmp_path / "site"))

    assert fault.startswith("site/release.json: a first revision follows none")


def test_a_folder_beside_sites_that_is_none_is_told(tmp_path: Path) -> None:
    lay(site(content()), tmp_path / "r1")
    (tmp_path / "r2").mkdir()

    assert said(tmp_path) == ["r2/: is no static site of a release"]


def test_a_folder_without_any_site_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="holds no static site"):
        proofs(tmp_path)


def test_the_proofs_need_no_django(folder: Path, root: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from tracker.documents.release_proofs import proofs;"
        "print(proofs(Path(sys.argv[1]))[0][0].faults, 'django' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        cwd=root,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "() False\n"
