"""What every page needs to know about the site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from .permissions import Rights
from .selectors.records import is_demo
from .selectors.work import work_counts


def site(request: HttpRequest) -> dict[str, Any]:
    """The demo mark and the visitor's own navigation. Lazy: a page that shows neither asks nothing."""
    return {
        "is_demo": SimpleLazyObject(is_demo),
        "rights": SimpleLazyObject(lambda: _rights(request)),
        "work_counts": SimpleLazyObject(lambda: work_counts(_rights(request), on=timezone.localdate())),
        "languages": settings.LANGUAGES,
    }


def _rights(request: HttpRequest) -> Rights:
    return getattr(request, "rights", None) or Rights(request.user)
