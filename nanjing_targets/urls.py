"""The addresses of the site."""

from collections.abc import Callable

from allauth.account import views as account_views
from django.contrib import admin
from django.http.response import HttpResponseBase
from django.urls import URLPattern, include, path

from tracker.views import (
    burden,
    competition_figures,
    competition_setup,
    competitions,
    corrections,
    counts,
    dashboard,
    exchange,
    exports,
    feeds,
    handover,
    health,
    histories,
    methods,
    notices,
    objections,
    people,
    quarters,
    recognitions,
    records,
    release_work,
    releases,
    reports,
    reviews,
    roster_files,
    roster_uploads,
    rosters,
    seal_sheets,
    setup,
    targets,
    work,
)


def of_release(route: str, view: Callable[..., HttpResponseBase], *, name: str) -> list[URLPattern]:
    """A page of a release, at the address of its current revision and at that of each revision."""
    return [
        path(f"releases/<str:quarter>/{route}", view, name=name),
        path(f"releases/<str:quarter>/r<int:number>/{route}", view, name=name),
    ]


urlpatterns = [
    path("", dashboard.overview, name="overview"),
    path("targets/<slug:code>/", targets.target_detail, name="target-detail"),
    path("targets/<slug:code>/explain/", targets.target_explain, name="target-explain"),
    path("targets/<slug:code>/count/", counts.count_decision, name="count-decision"),
    path("releases/", releases.release_list, name="release-list"),
    path("releases/corrections/", releases.corrections, name="corrections"),
    path("releases/feed.atom", feeds.releases, name="release-feed"),
    *of_release("", releases.release, name="release"),
    *of_release("targets/<slug:code>/", releases.release_target, name="release-target"),
    *of_release("targets/<slug:code>/explain/", releases.release_explain, name="release-explain"),
    *of_release("competitions/<slug:edition>/<slug:code>/", releases.release_board, name="release-board"),
    *of_release("method/", releases.release_method, name="release-method"),
    *of_release("print/", notices.release_print, name="release-print"),
    *of_release("changes/", releases.release_changes_page, name="release-changes"),
    *of_release(
        "files/overview.<str:format>", releases.release_export_overview, name="release-export-overview"
    ),
    *of_release(
        "files/<slug:code>.<str:format>", releases.release_export_target, name="release-export-target"
    ),
    path(
        "releases/<str:quarter>/r<int:number>/release.json", releases.release_content, name="release-content"
    ),
    path("method/", methods.method, name="method"),
    path("recognitions/", recognitions.recognitions, name="recognitions"),
    path("competitions/", competitions.competitions, name="competitions"),
    path("competitions/<slug:edition>/<slug:code>/<str:quarter>/", competitions.board, name="board"),
    path(
        "competitions/<slug:edition>/<slug:code>/<str:quarter>/sensitivity/",
        competitions.board_sensitivity,
        name="board-sensitivity",
    ),
    path("reports/", work.work, name="work"),
    path("reports/<str:quarter>/<slug:unit>/", reports.sheet, name="sheet"),
    path("reports/<str:quarter>/<slug:unit>/template.xlsx", exchange.template, name="sheet-template"),
    path("reports/<str:quarter>/<slug:unit>/seal/", seal_sheets.seal_sheet, name="seal-sheet"),
    path("reports/<str:quarter>/<slug:unit>/import/", exchange.sheet_import, name="sheet-import"),
    path("reports/<str:quarter>/<slug:unit>/<slug:target>/", histories.report_detail, name="report-detail"),
    path("seals/", seal_sheets.seal_search, name="seal-search"),
    path("seals/<str:code>/", seal_sheets.seal_find, name="seal-find"),
    path("reviews/<str:quarter>/", reviews.reviews, name="reviews"),
    path("quarters/", quarters.quarters, name="quarters"),
    path("quarters/<str:quarter>/", quarters.quarter, name="quarter"),
    path("quarters/<str:quarter>/release/", release_work.release_work, name="release-work"),
    path("quarters/<str:quarter>/release/preview/", release_work.release_preview, name="release-preview"),
    path("quarters/<str:quarter>/objections/", objections.objections, name="objections"),
    path("quarters/<str:quarter>/notice/", notices.notice, name="notice"),
    path("quarters/<str:quarter>/notice/r<int:number>.docx", notices.notice_file, name="notice-file"),
    path("quarters/notice-template-<str:which>.docx", notices.notice_template, name="notice-template"),
    path("quarters/<str:quarter>/corrections/", corrections.release_corrections, name="release-corrections"),
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
    path("setup/competitions/", competition_setup.setup_competitions, name="setup-competitions"),
    path("setup/competitions/<slug:edition>/", competition_setup.setup_edition, name="setup-edition"),
    path("setup/competitions/<slug:edition>/<slug:list>/", competition_setup.setup_list, name="setup-list"),
    path(
        "setup/competitions/<slug:edition>/<slug:list>/<str:quarter>/",
        competition_figures.competition_figures,
        name="competition-figures",
    ),
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
