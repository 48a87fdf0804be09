"""What this installation is."""

from tracker.models import Installation


def is_demo() -> bool:
    """Whether the database holds invented figures; then every page and every picture says so."""
    return Installation.objects.filter(is_demo=True).exists()
