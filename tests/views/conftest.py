"""Views are asked at a fixed moment."""

from typing import Any

import pytest

from tests import pages

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def fixed_clock(clock: Any) -> None:
    """2025-10-10, in every test of this folder."""


@pytest.fixture
def english(signed_in: Any) -> Any:
    """Like `signed_in`, for somebody who reads English."""
    return lambda username: pages.in_english(signed_in(username))
