"""The addresses of the site."""

from django.contrib import admin
from django.urls import include, path

from tracker.views import dashboard, health, methods, reports, targets

urlpatterns = [
    path("", dashboard.overview, name="overview"),
    path("targets/<slug:code>/", targets.target_detail, name="target-detail"),
    path("targets/<slug:code>/explain/", targets.target_explain, name="target-explain"),
    path("method/", methods.method, name="method"),
    path("reports/", reports.work, name="work"),
    path("reports/<str:quarter>/<slug:unit>/", reports.sheet, name="sheet"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("allauth.account.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
]

handler400 = "tracker.views.errors.bad_request"
handler403 = "tracker.views.errors.permission_denied"
handler404 = "tracker.views.errors.page_not_found"
handler500 = "tracker.views.errors.server_error"
