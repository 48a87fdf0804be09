"""Sheets to sign and seal in templates."""

from django import template

from tracker.labels import REASON_LABELS

register = template.Library()


@register.filter
def reason_words(code: str) -> str:
    """Why there is no figure."""
    return str(REASON_LABELS.get(code, code))
