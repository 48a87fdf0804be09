"""Corrections (更正): what was published and has turned out wrong, replaced in the open by a new revision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.documents.release_content import CorrectionFacts, ReleaseContent, Words
from tracker.models import Correction, Release, ReleaseState
from tracker.permissions import Permission, Rights
from tracker.selectors.release_amending import amended, place_effects, status_effects
from tracker.selectors.release_drift import Drift, drift
from tracker.selectors.releases import content_before

from . import audit
from .releases import UnableToRelease, publish


@transaction.atomic
def correction_propose(
    *, release: Release, key: str, reason_zh: str, reason_en: str = "", by: Any, at: dt.datetime
) -> Correction:
    """Propose to replace a published figure by the one that is approved now. `key` is that of a `Drift`.

    Raises `UnableToRelease` when nothing differs there any more, or it is proposed already.
    """
    if not Rights(by).may(Permission.RELEASE):
        raise UnableToRelease(_("You may not propose corrections."))
    if not reason_zh.strip():
        raise UnableToRelease(
            _("Say why the published figure is corrected: the reason is published with it.")
        )
    current = _locked(release)
    found = next((row for row in drift(current.current.content_read()) if row.key == key), None)
    if found is None:
        raise UnableToRelease(
            _(
                "What was published is what is approved now: there is nothing to correct here. Reload the page."
            )
        )
    if any(_is_about(row, found) for row in pending(current)):
        raise UnableToRelease(_("This correction has been proposed already."))
    correction = Correction.objects.create(
        release=current,
        report=found.report,
        version=found.report.approved if found.report else None,
        competition_version=found.entry.approved if found.entry else None,
        target=found.target,
        old=found.old,
        new=found.new,
        sha256=found.amendment.sha256,
        reason_zh=reason_zh.strip(),
        reason_en=reason_en.strip(),
        proposed_by=by,
        proposed_at=at,
    )
    _record("correction.proposed", current, found, reason_zh.strip(), by=by, at=at)
    return correction


@transaction.atomic
def correction_withdraw(*, correction: Correction, by: Any, at: dt.datetime) -> Correction:
    """Take a proposal back before it is published."""
    rights = Rights(by)
    if not (rights.may(Permission.RELEASE) or rights.may(Permission.APPROVE_RELEASE)):
        raise UnableToRelease(_("You may not change this release."))
    release = _locked(correction.release)
    current = Correction.objects.select_for_update(of=("self",)).get(pk=correction.pk)
    if current.revision_id or current.withdrawn_at:
        raise UnableToRelease(_("This correction has been published or withdrawn already. Reload the page."))
    current.withdrawn_at = at
    current.save(update_fields=["withdrawn_at"])
    _record("correction.withdrawn", release, None, current.reason_zh, by=by, at=at)
    return current


@transaction.atomic
def corrections_publish(*, release: Release, seen: Collection[int], by: Any, at: dt.datetime) -> Release:
    """Publish every proposed correction of a release as its next revision. The one before stays as it is. `seen` are
    the keys of those that the person was shown.

    Raises `UnableToRelease` when there is none, when one of them is the person's own, or when a figure has changed
    since it was proposed.
    """
    if not Rights(by).may(Permission.APPROVE_RELEASE):
        raise UnableToRelease(_("You may not publish releases."))
    current = _locked(release)
    proposed = pending(current)
    if not proposed:
        raise UnableToRelease(_("No correction has been proposed."))
    if any(row.proposed_by_id == by.pk for row in proposed):
        raise UnableToRelease(
            _("You have proposed one of these corrections yourself: another person has to publish them.")
        )
    if {row.pk for row in proposed} != set(seen):
        raise UnableToRelease(_("Other corrections are proposed by now. Look at them, then publish."))
    content = corrected(current, proposed, at=at)
    current.prepared_by, current.approved_by, current.approved_at = proposed[-1].proposed_by, by, at
    publish(current, content, at=at)
    for row in proposed:
        row.revision = current.current
        row.save(update_fields=["revision"])
    return current


def pending(release: Release) -> list[Correction]:
    """What is proposed and not yet published, in the order in which it was proposed."""
    rows = release.corrections.filter(withdrawn_at__isnull=True, revision__isnull=True)
    return list(
        rows.select_related("report", "version", "competition_version", "target", "proposed_by").order_by(
            "pk"
        )
    )


def corrected(release: Release, proposed: Iterable[Correction], *, at: dt.datetime) -> ReleaseContent:
    """What the next revision would say. Corrections are applied one after the other, each with its own effects.

    Raises `UnableToRelease` when what is approved now is not what was proposed.
    """
    assert release.current is not None
    before = release.current.content_read()
    differences = drift(before)
    number = release.current.number + 1
    content, facts = before, list(before.corrections)
    former = content_before(before.quarter)
    for row in proposed:
        found = next((d for d in differences if _is_about(row, d)), None)
        if found is None or found.amendment.sha256 != row.sha256:
            raise UnableToRelease(
                _(
                    "A figure has changed since its correction was proposed. Withdraw the correction, then propose it."
                )
            )
        earlier, content = content, amended(content, found.amendment, former=former)
        facts.append(_facts(row, found, earlier, content, len(facts) + 1, number, at))
    return content.model_copy(
        update={
            "revision": number,
            "previous_sha256": release.current.sha256,
            "published_at": at.astimezone(dt.UTC),
            "corrections": tuple(facts),
        }
    )


def _facts(
    row: Correction,
    found: Drift,
    before: ReleaseContent,
    after: ReleaseContent,
    number: int,
    revision: int,
    at: dt.datetime,
) -> CorrectionFacts:
    edition, code, criterion, _unit = found.entry_key or (None, None, None, None)
    return CorrectionFacts(
        number=number,
        revision=revision,
        on=timezone.localtime(at).date(),
        target=found.target_code or None,
        edition=edition,
        list=code,
        criterion=criterion,
        unit=found.unit,
        quarter=before.quarter,
        old=found.old,
        new=found.new,
        old_text=found.old_text,
        new_text=found.new_text,
        reason=Words(zh=row.reason_zh, en=row.reason_en),
        statuses=status_effects(before, after),
        places=place_effects(before, after),
    )


def _is_about(row: Correction, found: Drift) -> bool:
    if found.report:
        return row.report_id == found.report.pk
    if found.entry:
        return bool(row.competition_version and row.competition_version.figure_id == found.entry.pk)
    return bool(found.target and row.target_id == found.target.pk)


def _locked(release: Release) -> Release:
    current = Release.objects.locked().select_related("period").get(pk=release.pk)
    if current.state != ReleaseState.PUBLISHED:
        raise UnableToRelease(
            _("%(quarter)s has not been published yet: change the figure itself.")
            % {"quarter": current.period}
        )
    return current


def _record(
    action: str, release: Release, found: Drift | None, reason: str, *, by: Any, at: dt.datetime
) -> None:
    code = release.period.quarter.code
    audit.record(
        action=action,
        subject=f"release:{code}",
        by=by,
        at=at,
        quarter=code,
        target=found.target_code if found else "",
        unit=found.unit if found else "",
        reason=reason,
        details={"old": str(found.old), "new_value": str(found.new)} if found else {},
    )
