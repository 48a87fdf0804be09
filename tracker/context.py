"""What every page needs to know about the site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .permissions import Permission, Rights
from .selectors.records import is_demo


def site(request: HttpRequest) -> dict[str, Any]:
    """The demo mark and the visitor's own navigation. Lazy: a page that shows neither asks nothing."""
    return {
        "is_demo": SimpleLazyObject(is_demo),
        "may_see_sheets": SimpleLazyObject(lambda: _may_see_sheets(request)),
        "languages": settings.LANGUAGES,
    }


def _may_see_sheets(request: HttpRequest) -> bool:
    rights = getattr(request, "rights", None) or Rights(request.user)
    return rights.may(Permission.VIEW_SHEET)
