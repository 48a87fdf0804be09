"""The addresses of the site."""

from allauth.account import views as account_views
from django.contrib import admin
from django.urls import include, path

from tracker.views import (
    burden,
    counts,
    dashboard,
    exchange,
    exports,
    handover,
    health,
    histories,
    methods,
    people,
    quarters,
    records,
    reports,
    reviews,
    roster_files,
    roster_uploads,
    rosters,
    setup,
    targets,
    work,
)

urlpatterns = [
    path("", dashboard.overview, name="overview"),
    path("targets/<slug:code>/", targets.target_detail, name="target-detail"),
    path("targets/<slug:code>/explain/", targets.target_explain, name="target-explain"),
    path("targets/<slug:code>/count/", counts.count_decision, name="count-decision"),
    path("method/", methods.method, name="method"),
    path("reports/", work.work, name="work"),
    path("reports/<str:quarter>/<slug:unit>/", reports.sheet, name="sheet"),
    path("reports/<str:quarter>/<slug:unit>/template.xlsx", exchange.template, name="sheet-template"),
    path("reports/<str:quarter>/<slug:unit>/import/", exchange.sheet_import, name="sheet-import"),
    path("reports/<str:quarter>/<slug:unit>/<slug:target>/", histories.report_detail, name="report-detail"),
    path("reviews/<str:quarter>/", reviews.reviews, name="reviews"),
    path("quarters/", quarters.quarters, name="quarters"),
    path("quarters/<str:quarter>/", quarters.quarter, name="quarter"),
    path("rosters/", rosters.rosters, name="rosters"),
    path("rosters/<slug:code>/", rosters.roster, name="roster"),
    path("rosters/<slug:code>/entries/new/", rosters.entry_new, name="roster-entry-add"),
    path("rosters/<slug:code>/entries/<int:pk>/", rosters.roster_entry, name="roster-entry"),
    path("rosters/<slug:code>/template.xlsx", roster_files.roster_template, name="roster-template"),
    path("rosters/<slug:code>/names.<str:format>", roster_files.roster_export, name="roster-export"),
    path("rosters/<slug:code>/import/", roster_uploads.roster_import, name="roster-import"),
    path("rosters/<slug:code>/import/<int:pk>/", roster_uploads.roster_upload, name="roster-upload"),
    path(
        "rosters/<slug:code>/import/<int:pk>/file",
        roster_uploads.roster_upload_file,
        name="roster-upload-file",
    ),
    path("records/", records.records, name="records"),
    path("records/export.csv", records.export, name="records-export"),
    path("setup/", setup.setup, name="setup"),
    path("setup/plans/", setup.plans, name="setup-plans"),
    path("setup/plans/<slug:code>/", setup.plan, name="setup-plan"),
    path("setup/targets/<slug:code>/", setup.target, name="setup-target"),
    path("setup/milestones/<slug:plan>/", setup.milestones, name="setup-milestones"),
    path("setup/assignments/<slug:plan>/", setup.assignments, name="setup-assignments"),
    path("setup/checks/", setup.checks, name="setup-checks"),
    path("setup/people/", people.people, name="people"),
    path("setup/people/<int:pk>/", people.person, name="person"),
    path("setup/people/<int:pk>/handover/", handover.handover, name="handover"),
    path("setup/burden/", burden.burden, name="burden"),
    path("export/overview.<str:format>", exports.overview, name="export-overview"),
    path("export/targets/<slug:code>.<str:format>", exports.target, name="export-target"),
    path("export/quarters/<str:quarter>.<str:format>", exports.quarter, name="export-quarter"),
    path("evidence/<int:pk>/", histories.evidence, name="evidence"),
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
