"""Whole page or fragment."""

from django.http import HttpRequest


def template_for(request: HttpRequest, page: str, partial: str) -> str:
    """The name of the template to render: `page.html#partial` when htmx asks for just that part.

    A boosted link and the Back button (history restore) need the whole page: a fragment there would leave
    the visitor with a page without its head.
    """
    htmx = request.htmx  # type: ignore[attr-defined]
    if htmx and not htmx.boosted and not htmx.history_restore_request:
        return f"{page}#{partial}"
    return page
