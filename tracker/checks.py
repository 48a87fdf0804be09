"""System checks of our own, run with every start and every test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import Error, register
from django.urls import URLPattern, URLResolver, get_resolver

# Parts of the site that guard themselves: the admin (staff only) and allauth's account pages.
GUARDED_ELSEWHERE = ("admin/", "accounts/", "i18n/")


def url_patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the URLconf with its pattern, included ones too."""
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from url_patterns(pattern, route)
        else:
            yield route, pattern


@register
def views_declare_access(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Every view of ours says who may see it."""
    return [
        Error(
            f"The view behind '{route}' does not say who may see it.",
            hint="Decorate it with @public(why=...) or @requires(Permission....) from tracker.access.",
            id="tracker.E001",
        )
        for route, pattern in url_patterns(get_resolver())
        if not route.startswith(GUARDED_ELSEWHERE) and not hasattr(pattern.callback, "access")
    ]
