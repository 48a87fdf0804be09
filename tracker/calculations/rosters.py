"""Names and codes on a roster: what they look like, what is odd about them, how they are found.

Codes are those of GB 32100-2015 (18 characters, the last one a check character). Nothing here decides: an odd entry
is flagged for a person, it is neither dropped nor merged with another.
"""

import re
from enum import StrEnum
from functools import lru_cache

from stdnum.cn import ric, uscc


class FlagKind(StrEnum):
    """What a person has to look at."""

    CODE_MISSING = "code-missing"
    CODE_INVALID = "code-invalid"  # its check character or its form is wrong
    BRANCH = "branch"  # a branch without a code of its own: its enterprise may be counted already
    SIMILAR_NAME = "similar-name"  # nearly the same name under another code
    TWO_UNITS = "two-units"  # the same enterprise on the same list in two units


# Full-width forms lie at a fixed distance from ASCII; Chinese brackets come in several shapes.
_TO_ASCII = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_TO_ASCII |= {
    0x3000: 0x20,
    ord("【"): ord("("),
    ord("】"): ord(")"),
    ord("〔"): ord("("),
    ord("〕"): ord(")"),
}
_SPACES = re.compile(r"\s+")
_BRANCH = re.compile(r"分公司|分厂|分行|分店|分院|办事处|营业部")
# The legal form says little about who is meant; two names that differ in it alone are worth a look.
_LEGAL_FORM = re.compile(r"(股份有限公司|有限责任公司|有限公司|集团公司|集团|公司)+$")
_CODE_NOISE = re.compile(r"[\s\-‐‑‒–—―−]+")
_CODE = re.compile(r"[0-9A-Z]{18}", re.ASCII)
LONGEST_KEY = 200  # capitals can be longer than what they are the capitals of
_NOT_NAME = re.compile(r"[\s()·.,\-_'\"&/]+")
_NOT_INITIAL = re.compile(r"[^0-9a-z]")
_IDENTITY_CARD = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])")


def clean_code(text: str) -> str:
    """A code as it is kept: ASCII, upper case, without spaces and dashes. ' ９１３５0100-m000100y43' is
    91350100M000100Y43.
    """
    return _CODE_NOISE.sub("", text.translate(_TO_ASCII)).upper()


def clean_name(text: str) -> str:
    """A name as it is kept: ASCII brackets and letters in Chinese names' own (full-width) brackets, single spaces."""
    name = _SPACES.sub(" ", text.translate(_TO_ASCII)).strip()
    return name.replace("(", "（").replace(")", "）")


def name_key(name: str) -> str:
    """What two spellings of one name have in common: 南京甲乙（集团）有限公司 and 南京甲乙集团股份有限公司 share
    南京甲乙.
    """
    plain = _NOT_NAME.sub("", name.translate(_TO_ASCII).upper())
    return (_LEGAL_FORM.sub("", plain) or plain)[:LONGEST_KEY]


def code_flag(code: str, name: str) -> FlagKind | None:
    """What is odd about a code: it is missing (of a branch, or at all), or it fails. None when it is sound."""
    if not code:
        return FlagKind.BRANCH if is_branch(name) else FlagKind.CODE_MISSING
    # The library overlooks dashes and the like, which would then be stored.
    return None if _CODE.fullmatch(code) and uscc.is_valid(code) else FlagKind.CODE_INVALID


def is_branch(name: str) -> bool:
    return bool(_BRANCH.search(name))


def holds_identity_number(text: str) -> bool:
    """Whether a valid number of a resident's identity card (GB 11643-1999) stands in the text: such data has no
    place on a roster. A unified social credit code of digits alone is no such number.
    """
    candidates = _IDENTITY_CARD.findall(text.translate(_TO_ASCII))
    return any(ric.is_valid(candidate) and not uscc.is_valid(candidate) for candidate in candidates)


def initials_of(name: str) -> str:
    """The initials by which a name is found: 南京钢铁 is njgt, 5G工厂 is 5ggc, 重庆 is cq."""
    # Its dictionaries take half a second to load: no page and no command waits for them that needs no initials.
    from pypinyin.seg.mmseg import seg

    words = seg.cut(name.translate(_TO_ASCII))
    return _NOT_INITIAL.sub("", "".join(map(_initials_of_word, words)).lower())[:200]


@lru_cache(maxsize=20_000)
def _initials_of_word(word: str) -> str:
    """Names are made of the same few words: of ten thousand names it takes a tenth of the time so."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin([word], style=Style.FIRST_LETTER))
