"""One content, one text, one hash: whatever a release says, its canonical JSON is the same bytes everywhere."""

import hashlib
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.documents.release_texts import PUBLISHED, content_make
from tracker.calculations.progress import Status
from tracker.documents.release_content import (
    number_text,
)
from tracker.documents.release_files import (
    UnreadableRelease,
    canonical_text,
    content_read,
    is_canonical,
    sha256_of,
)


def reversed_keys(value: Any) -> Any:
    """The same JSON with the keys of every object the other way round."""
    if isinstance(value, dict):
        return {key: reversed_keys(value[key]) for key in reversed(value)}
    return [reversed_keys(item) for item in value] if isinstance(value, list) else value


def test_the_same_content_is_the_same_bytes() -> None:
    assert canonical_text(content_make()) == canonical_text(content_make())
    assert canonical_text(content_make("42")) != canonical_text(content_make("43"))


@pytest.mark.parametrize("text", ["75.0000", "75", "7.5E+1", "075.0", "750E-1"])
def test_a_number_is_written_in_one_way(text: str) -> None:
    assert number_text(Decimal(text)) == "75"
    assert canonical_text(content_make(text)) == canonical_text(content_make("75"))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("0", "0"),
        ("-0", "0"),
        ("0.0000", "0"),
        ("0E+5", "0"),
        ("-1.50", "-1.5"),
        ("1E+10", "10000000000"),
        ("99999999999.9999", "99999999999.9999"),
        ("1E-6", "0.000001"),
    ],
)
def test_numbers_have_neither_exponents_nor_idle_zeros(text: str, written: str) -> None:
    assert number_text(Decimal(text)) == written


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=4))
def test_no_number_is_lost_on_its_way(value: Decimal) -> None:
    assert Decimal(number_text(value)) == value
    assert number_text(Decimal(number_text(value))) == number_text(value)


def test_the_text_is_canonical_json_without_any_floating_point_number() -> None:
    text = canonical_text(content_make())

    assert is_canonical(text)
    assert not any(isinstance(number, float) for number in _leaves(json.loads(text)))
    assert text.startswith(
        '{"announcement":{"en":"With \\"quotes\\" – and €","zh":"“第二季度”发布\\n第二行"}'
    )
    assert text.index('"east":1') < text.index('"west":1')  # keys in order, also those that are codes
    assert '"published_at":"2025-07-20T01:30:15.250000Z"' in text
    assert '"quarter":"2025Q2"' in text


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in _leaves(item)]
    return [leaf for item in value for leaf in _leaves(item)] if isinstance(value, list) else [value]


@pytest.mark.parametrize("spoilt", ['{"b":1,"a":2}', '{"a": 2}', '{"a":1.0}', '"\\u00e9"'])
def test_other_ways_of_writing_are_not_canonical(spoilt: str) -> None:
    assert not is_canonical(spoilt)


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(ValueError, match="Expecting"):
        is_canonical("{")


@pytest.mark.parametrize("spoilt", ["{", "[]", "{}", '"text"', ""])
def test_what_is_no_release_is_refused(spoilt: str) -> None:
    with pytest.raises(UnreadableRelease):
        content_read(spoilt)


def test_the_hash_is_that_of_the_bytes_in_utf_8() -> None:
    text = canonical_text(content_make())
    assert "智能工厂" in text
    assert sha256_of(text) == hashlib.sha256(text.encode("utf-8")).hexdigest()
    assert sha256_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_content_becomes_text_and_the_same_content_again() -> None:
    content = content_make()
    again = content_read(canonical_text(content))

    assert again == content
    assert canonical_text(again) == canonical_text(content)
    assert again.plans[0].themes[0].targets[0].quarters[0].standing.status is Status.BEHIND
    assert again.published_at == PUBLISHED


@pytest.mark.parametrize("instant", ["2025-07-20T09:30:15.25+08:00", "2025-07-20T01:30:15.25Z"])
def test_the_order_of_keys_in_a_file_does_not_matter(instant: str) -> None:
    stirred = reversed_keys(json.loads(canonical_text(content_make()))) | {"published_at": instant}
    assert content_read(json.dumps(stirred)) == content_make()


@pytest.mark.parametrize(
    "path",
    [
        (),
        ("announcement",),
        ("units", 0),
        ("plans", 0, "themes", 0, "targets", 0, "quarters", 0, "figures", 0),
        ("corrections", 0, "statuses", 0),
    ],
)
def test_an_unknown_key_is_refused_wherever_it_stands(path: tuple[Any, ...]) -> None:
    text = json.loads(canonical_text(content_make()))
    place = text
    for step in path:
        place = place[step]
    place["reviewer"] = "somebody"

    with pytest.raises(UnreadableRelease, match="reviewer"):
        content_read(json.dumps(text))


@pytest.mark.parametrize(
    ("key", "value"),
    [("quarter", "2025Q5"), ("revision", "two"), ("published_at", "soon"), ("plans", [{}]), ("units", None)],
)
def test_a_value_that_makes_no_sense_is_named(key: str, value: Any) -> None:
    text = json.loads(canonical_text(content_make())) | {key: value}
    with pytest.raises(UnreadableRelease, match=key):
        content_read(json.dumps(text))


@pytest.mark.parametrize("value", ["NaN", "Infinity", "many"])
def test_what_is_no_finite_number_is_no_figure(value: str) -> None:
    text = canonical_text(content_make()).replace('"value":"42"', f'"value":"{value}"')
    with pytest.raises(UnreadableRelease, match="value"):
        content_read(text)


def test_what_is_missing_stays_missing_and_zero_stays_zero() -> None:
    again = content_read(canonical_text(content_make("0")))

    assert again.corrections[0].old is None
    figures = again.plans[0].themes[0].targets[0].quarters[0].figures
    assert figures[0].value == 0
    assert figures[0].numerator is None


def test_a_content_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        content_make().revision = 3
