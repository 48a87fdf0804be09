"""Every string of the interface in both languages: complete, current, and with the field's own words."""

import gettext
import re
import subprocess
import sys
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.utils import translation

from tracker.labels import COMPARATOR_LABELS, QUALIFIER_LABELS, STATUS_ICONS, STATUS_LABELS

CHINESE = re.compile(r"[一-鿿]")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|%[sd]")


@pytest.fixture(scope="module")
def chinese(root: Path) -> Catalog:
    with (root / "tracker/locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file, locale="zh_Hans")


@pytest.fixture(scope="module")
def extracted(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What stands in the sources now, found the way `make messages` finds it."""
    recipe = (root / "Makefile").read_text().partition("extract --mapping-file")[2].partition("@")[0]
    keywords = [part for word in re.findall(r"-k (\S+)", recipe) for part in ("-k", word)]
    template = tmp_path_factory.mktemp("messages") / "django.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract", "--no-location"]
    command += [
        "--mapping-file",
        "pyproject.toml",
        "--output-file",
        str(template),
        *keywords,
        "tracker",
        "templates",
    ]
    # The folders by themselves: a walk over the whole checkout would read node_modules too.
    command[-2:] = ["."]
    subprocess.run(command, cwd=root, check=True, capture_output=True)
    with template.open("rb") as file:
        return read_po(file)


def entries(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def forms(message: Message) -> tuple[list[str], list[str]]:
    """The English forms and the Chinese ones: two and one where a number is counted, else one each."""
    english = list(message.id) if message.pluralizable else [message.id]
    return english, list(message.string) if message.pluralizable else [message.string]


def key(message: Message) -> tuple[str | None, str]:
    return message.context, message.id[0] if message.pluralizable else message.id


def test_every_string_is_translated(chinese: Catalog) -> None:
    assert len(entries(chinese)) > 100
    assert [message.id for message in entries(chinese) if not all(forms(message)[1])] == []


def test_nothing_is_fuzzy_or_left_over(chinese: Catalog) -> None:
    assert [message.id for message in entries(chinese) if message.fuzzy] == []
    assert list(chinese.obsolete) == []


def test_placeholders_are_the_same_in_both_languages(chinese: Catalog) -> None:
    for message in entries(chinese):
        english, translated = forms(message)
        # The plural form counts for all: an English singular may say "one" instead of the number.
        for text in translated:
            assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(english[-1])), message.id


def test_english_is_english_and_chinese_is_chinese(chinese: Catalog) -> None:
    for message in entries(chinese):
        english, translated = forms(message)
        assert not any(CHINESE.search(text) for text in english), message.id
        for text in translated:
            bare = PLACEHOLDER.sub("", text)
            assert CHINESE.search(bare) or not re.search("[A-Za-z]{3,}", bare), message.id


def test_catalogue_holds_every_string_of_the_sources(chinese: Catalog, extracted: Catalog) -> None:
    held = {key(message) for message in entries(chinese)}

    missing = [key(message) for message in entries(extracted) if key(message) not in held]
    assert missing == [], "run `make messages` and translate what is new"


def test_catalogue_holds_no_string_that_is_gone(chinese: Catalog, extracted: Catalog) -> None:
    there = {key(message) for message in entries(extracted)}

    assert [key(message) for message in entries(chinese) if key(message) not in there] == []


def test_compiled_catalogue_is_current(chinese: Catalog, root: Path) -> None:
    with (root / "tracker/locale/zh_Hans/LC_MESSAGES/django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    for message in entries(chinese):
        context, text = key(message)
        if message.pluralizable:
            assert compiled.ngettext(*message.id, 1) == message.string[0]
        elif context:
            assert compiled.pgettext(context, text) == message.string
        else:
            assert compiled.gettext(text) == message.string


@pytest.mark.parametrize(
    ("status", "zh"),
    [
        ("met", "已达标"),
        ("ahead", "超序时"),
        ("on-schedule", "按序时"),
        ("slightly-behind", "略滞后"),
        ("behind", "滞后"),
        ("receding", "倒退"),
        ("no-baseline", "无基期"),
        ("not-reported", "未报"),
        ("not-due", "未到期"),
    ],
)
def test_statuses_are_called_what_the_field_calls_them(status: str, zh: str) -> None:
    with translation.override("zh-hans"):
        assert str(STATUS_LABELS[status]) == zh
    with translation.override("en"):
        assert not CHINESE.search(str(STATUS_LABELS[status]))


@pytest.mark.parametrize(
    ("qualifier", "zh"), [("more-than", "超"), ("about", "约"), ("expected", "预计"), ("flash", "快报")]
)
def test_qualifiers_are_called_what_publications_call_them(qualifier: str, zh: str) -> None:
    with translation.override("zh-hans"):
        assert str(QUALIFIER_LABELS[qualifier]) == zh


def test_no_two_statuses_share_a_word_or_a_shape() -> None:
    for language in ("zh-hans", "en"):
        with translation.override(language):
            words = [str(word) for word in STATUS_LABELS.values()]
        assert len(set(words)) == len(words) == len(STATUS_ICONS)
    assert len(set(STATUS_ICONS.values())) == len(STATUS_ICONS)
    assert set(COMPARATOR_LABELS.values()) == {"≥", ">", "≤", "<"}


def test_no_string_is_formatted_by_braces(chinese: Catalog) -> None:
    """One way of placeholders: the other would not be checked above."""
    for message in entries(chinese):
        for text in (part for side in forms(message) for part in side):
            assert not [name for _, name, _, _ in Formatter().parse(text) if name], text
