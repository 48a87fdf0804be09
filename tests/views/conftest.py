"""Views are asked at a fixed moment."""

from typing import Any

import pytest

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def fixed_clock(clock: Any) -> None:
    """2025-10-10, in every test of this folder."""
