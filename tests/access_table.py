"""The table of access: every address of ours, and what each kind of person is answered who looks or writes."""

PERSONAS = [
    "anonymous",
    "stranger",
    "viewer",
    "anna",
    "alice",
    "rita",
    "bob",
    "reviewer",
    "berta",
    "coordinator",
    "auditor",
    "administrator",
]
SIGN_IN = 302
EVERYBODY = dict.fromkeys(PERSONAS, 200)
CLOSED_TO_ALL = dict.fromkeys(PERSONAS, 403) | {"anonymous": SIGN_IN}
# Whoever reads a sheet of some unit; accounts without such a role are told so, visitors are asked to sign in.
READERS = ("alice", "rita", "bob", "reviewer", "berta", "coordinator", "auditor", "administrator")
SHEET_READERS = CLOSED_TO_ALL | dict.fromkeys(READERS, 200)
# Of the east's own people Alice reports and Rita reviews; Anna only looks at the city. Those of other units learn
# nothing of it.
OTHERS = ("bob", "reviewer", "berta")
EAST_SHEET = SHEET_READERS | dict.fromkeys(OTHERS, 404)
EAST_WRITERS = (
    EAST_SHEET | dict.fromkeys(("rita", "coordinator", "auditor", "administrator"), 403) | {"alice": 302}
)
EAST_REPORTERS = EAST_SHEET | dict.fromkeys(("rita", "coordinator", "auditor", "administrator"), 403)
EAST_REVIEWERS = EAST_SHEET | dict.fromkeys(("alice", "coordinator", "auditor", "administrator"), 403)
REVIEWERS = CLOSED_TO_ALL | dict.fromkeys(("rita", "reviewer", "berta"), 200)
MEMBERS = CLOSED_TO_ALL | dict.fromkeys((*READERS, "viewer", "anna"), 200)
ROSTER_EDITORS = CLOSED_TO_ALL | {"coordinator": 200}
# Names are read by their own unit, changed by those who look after the list.
EAST_NAME = EAST_SHEET | dict.fromkeys(("alice", "rita", "auditor", "administrator"), 403)
MANAGERS = CLOSED_TO_ALL | dict.fromkeys(("coordinator", "administrator"), 200)
RELEASERS = CLOSED_TO_ALL | {"coordinator": 200}
OBJECTORS = dict.fromkeys(PERSONAS, 403) | dict.fromkeys(("alice", "rita", "bob", "reviewer"), 200)
COMPETITION_SETTERS = CLOSED_TO_ALL | {"coordinator": 200}  # no administrator has a word on what is published
METHOD_WRITERS = dict.fromkeys(PERSONAS, 403) | {"coordinator": 302, "administrator": 302}


def answering(status: int, table: dict[str, int]) -> dict[str, int]:
    """The same people, answered otherwise."""
    return {name: status if code == 200 else code for name, code in table.items()}


FIGURE = {
    "factories-value": "36",
    "factories-seen": "1",
    "factories-qualifier": "exact",
    "submit": "factories",
}
THRESHOLDS = {
    "from_quarter": "2025Q4",
    "ahead": "1.2",
    "on_schedule": "0.9",
    "slightly_behind": "0.7",
    "start_share": "0.05",
    "start_tolerance": "0.05",
    "reason": "试行",
}

# name: address, who may look (status by persona)
LOOKING: dict[str, tuple[str, dict[str, int]]] = {
    "overview": ("/", EVERYBODY),
    "target-detail": ("/targets/factories/", EVERYBODY),
    "target-explain": ("/targets/factories/explain/", EVERYBODY),
    "count-decision": ("/targets/factories/count/?quarter=2025Q3", MANAGERS),
    "method": ("/method/", EVERYBODY),
    "recognitions": ("/recognitions/", EVERYBODY),
    "competitions": ("/competitions/", EVERYBODY),
    # There is no competition in this city; who sees which board, tests/views/test_competitions.py says.
    "board": ("/competitions/no-such-edition/strength/2025Q2/", dict.fromkeys(PERSONAS, 404)),
    "board-sensitivity": (
        "/competitions/no-such-edition/strength/2025Q2/sensitivity/",
        CLOSED_TO_ALL | {"coordinator": 404},
    ),
    "work": ("/reports/", SHEET_READERS),
    "sheet": ("/reports/2025Q3/east/", EAST_SHEET),
    "report-detail": ("/reports/2025Q3/east/factories/", EAST_SHEET),
    "reviews": ("/reviews/2025Q3/", REVIEWERS),
    "evidence": ("/evidence/{evidence}/", EAST_SHEET),
    "quarters": ("/quarters/", MEMBERS),
    "quarter": ("/quarters/2025Q3/", MEMBERS),
    "release-list": ("/releases/", EVERYBODY),
    "corrections": ("/releases/corrections/", EVERYBODY),
    "release-feed": ("/releases/feed.atom", EVERYBODY),
    "release": ("/releases/2025Q1/", EVERYBODY),
    "release-target": ("/releases/2025Q1/r1/targets/factories/", EVERYBODY),
    "release-explain": ("/releases/2025Q1/targets/factories/explain/", EVERYBODY),
    "release-board": (
        "/releases/2025Q1/competitions/no-such-edition/strength/",
        dict.fromkeys(PERSONAS, 404),
    ),
    "release-method": ("/releases/2025Q1/method/", EVERYBODY),
    "release-print": ("/releases/2025Q1/print/", EVERYBODY),
    "release-changes": ("/releases/2025Q1/changes/", EVERYBODY),
    "release-export-overview": ("/releases/2025Q1/files/overview.csv", EVERYBODY),
    "release-export-target": ("/releases/2025Q1/r1/files/factories.csv", EVERYBODY),
    "release-content": ("/releases/2025Q1/r1/release.json", EVERYBODY),
    "release-corrections": ("/quarters/2025Q1/corrections/", RELEASERS),
    "release-work": ("/quarters/2025Q2/release/", RELEASERS),
    # 2025Q2 has not been published; tests/views/test_notices.py says what whoever may open it sees.
    "notice": ("/quarters/2025Q2/notice/", answering(404, RELEASERS)),
    "notice-file": ("/quarters/2025Q2/notice/r1.docx", answering(404, RELEASERS)),
    "notice-template": ("/quarters/notice-template-used.docx", RELEASERS),
    "seal-sheet": ("/reports/2025Q3/east/seal/", EAST_SHEET),
    "seal-search": ("/seals/", MEMBERS),
    "seal-find": ("/seals/NOSUCHCODE/", answering(404, MEMBERS)),
    "release-preview": ("/quarters/2025Q2/release/preview/", MEMBERS),
    "objections": ("/quarters/2025Q2/objections/", MEMBERS),
    "rosters": ("/rosters/", SHEET_READERS),
    "roster": ("/rosters/factories/", SHEET_READERS),
    "roster-entry": ("/rosters/factories/entries/{entry}/", EAST_SHEET),
    "roster-entry-add": ("/rosters/factories/entries/new/", ROSTER_EDITORS),
    "roster-import": ("/rosters/factories/import/", ROSTER_EDITORS),
    "roster-upload": ("/rosters/factories/import/{upload}/", ROSTER_EDITORS),
    "roster-upload-file": ("/rosters/factories/import/{upload}/file", ROSTER_EDITORS),
    "roster-template": ("/rosters/factories/template.xlsx", ROSTER_EDITORS),
    "roster-export": ("/rosters/factories/names.csv", SHEET_READERS),
    "records": ("/records/", SHEET_READERS),
    "records-export": ("/records/export.csv", SHEET_READERS),
    "setup": ("/setup/", MANAGERS),
    "setup-plans": ("/setup/plans/", MANAGERS),
    "setup-plan": ("/setup/plans/example/", MANAGERS),
    "setup-target": ("/setup/targets/factories/", MANAGERS),
    "setup-milestones": ("/setup/milestones/example/", MANAGERS),
    "setup-assignments": ("/setup/assignments/example/", MANAGERS),
    "setup-checks": ("/setup/checks/", MANAGERS),
    "setup-competitions": ("/setup/competitions/", COMPETITION_SETTERS),
    # There is no competition in this city: whoever may set one up is told so.
    "setup-edition": ("/setup/competitions/none/", answering(404, COMPETITION_SETTERS)),
    "setup-list": ("/setup/competitions/none/heat/", answering(404, COMPETITION_SETTERS)),
    "competition-figures": (
        "/setup/competitions/none/heat/2025Q3/",
        answering(404, COMPETITION_SETTERS | {"berta": 200}),
    ),
    "people": ("/setup/people/", MANAGERS),
    "person": ("/setup/people/{alice}/", MANAGERS),
    "handover": ("/setup/people/{alice}/handover/", MANAGERS),
    "burden": ("/setup/burden/", MANAGERS),
    "export-overview": ("/export/overview.csv", EVERYBODY),
    "export-target": ("/export/targets/factories.csv", EVERYBODY),
    "export-quarter": (
        "/export/quarters/2025Q2.csv",
        EVERYBODY | dict.fromkeys(("anonymous", "stranger"), 404),
    ),
    "sheet-template": ("/reports/2025Q3/east/template.xlsx", EAST_REPORTERS),
    "sheet-import": ("/reports/2025Q3/east/import/", EAST_REPORTERS),
    "healthz": ("/healthz", EVERYBODY),
    "readyz": ("/readyz", EVERYBODY),
}
# name: what is sent, who may write (status by persona). Every other address takes no form.
WRITING: dict[str, tuple[dict[str, str], dict[str, int]]] = {
    "sheet": (FIGURE, EAST_WRITERS),
    "method": (THRESHOLDS, METHOD_WRITERS),
    "notice": ({"step": "save"}, answering(404, RELEASERS)),
    "seal-sheet": ({}, answering(302, EAST_SHEET)),
    "release-corrections": ({}, answering(404, RELEASERS)),
    # Without what they ask for, the forms of those who may write are answered with what is missing.
    "report-detail": ({"return": "0", "comment": ""}, EAST_REVIEWERS),
    "sheet-import": ({}, EAST_REPORTERS),
    "reviews": ({"approve": "ticked"}, answering(302, REVIEWERS)),
    "quarter": ({"reopen": "1"}, answering(403, MEMBERS) | {"coordinator": 200, "administrator": 200}),
    "count-decision": ({}, MANAGERS),
    "release-work": ({"step": "recall"}, RELEASERS),
    "objections": ({}, OBJECTORS | {"anonymous": SIGN_IN}),
    "roster-entry": ({"save": "rename"}, EAST_NAME),
    "roster-entry-add": ({}, ROSTER_EDITORS),
    "roster-import": ({}, ROSTER_EDITORS),
    "roster-upload": ({"cancel": "1"}, answering(302, ROSTER_EDITORS)),
    "setup-plan": ({"save": "plan"}, MANAGERS),
    "setup-target": ({"save": "target"}, MANAGERS),
    "setup-milestones": ({}, MANAGERS),
    "setup-assignments": ({}, MANAGERS),
    "setup-checks": ({"save": "one-jump"}, MANAGERS),
    "setup-competitions": ({"save": "new"}, COMPETITION_SETTERS),
    "people": ({"save": "new"}, MANAGERS),
    "person": ({"save": "person"}, MANAGERS),
    "handover": ({}, MANAGERS),
}
