"""Whole page or fragment."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def template_for(request: HttpRequest, page: str, partial: str) -> str:
    """The name of the template to render: `page.html#partial` when htmx asks for just that part.

    A boosted link and the Back button (history restore) need the whole page: a fragment there would leave
    the visitor with a page without its head.
    """
    htmx = request.htmx  # type: ignore[attr-defined]
    if htmx and not htmx.boosted and not htmx.history_restore_request:
        return f"{page}#{partial}"
    return page


def render_page(request: HttpRequest, page: str, partial: str, context: dict[str, Any]) -> HttpResponse:
    """The page or its partial (`fragment` says which), and a word to caches that the two share an address."""
    template = template_for(request, page, partial)
    response = render(request, template, {**context, "fragment": template != page})
    patch_vary_headers(response, ["HX-Request"])
    return response
