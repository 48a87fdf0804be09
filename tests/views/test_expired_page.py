"""A form whose page has expired is answered in words, and saves nothing."""

from django.test import Client

from tests.factories import City
from tracker.models import ReportVersion


def test_form_without_its_token_is_told_to_reload(reported: City) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(reported.people["alice"])
    before = ReportVersion.objects.count()

    response = client.post("/reports/2025Q3/east/", {"factories-value": "40", "save": "all"})

    assert response.status_code == 403
    assert "页面已过期" in response.content.decode()
    assert ReportVersion.objects.count() == before
