"""The addresses of the site."""

from allauth.account import views as account_views
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
    path("accounts/login/", account_views.login, name="account_login"),
    path("accounts/logout/", account_views.logout, name="account_logout"),
    path("accounts/password/change/", account_views.password_change, name="account_change_password"),
    path("accounts/inactive/", account_views.account_inactive, name="account_inactive"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
]

handler400 = "tracker.views.errors.bad_request"
handler403 = "tracker.views.errors.permission_denied"
handler404 = "tracker.views.errors.page_not_found"
handler500 = "tracker.views.errors.server_error"
