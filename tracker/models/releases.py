"""What was published: one release per quarter, and every revision of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.documents.release_content import ReleaseContent
from tracker.documents.release_files import content_read
from tracker.release_labels import RELEASE_STATE_LABELS

from .competition_figures import CompetitionFigureVersion
from .fields import SHA256, FigureField, within_limit
from .immutable import WrittenOnce
from .names import in_language
from .plans import Target
from .reports import Period, Report, ReportVersion


class ReleaseState(models.TextChoices):
    """Where a release is on its way; its words are `labels.RELEASE_STATE_LABELS`."""

    DRAFT = "draft"
    WINDOW = "window"  # shown to the units, who may object
    SCHEDULED = "scheduled"  # approved, published at a set time
    PUBLISHED = "published"


class ReleaseQuerySet(models.QuerySet["Release"]):
    def published(self) -> "ReleaseQuerySet":
        return self.filter(current__isnull=False)

    def locked(self) -> "ReleaseQuerySet":
        """Held until the transaction ends: nobody else takes a step with this release meanwhile."""
        return self.select_for_update(no_key=True, of=("self",))


class Release(models.Model):
    """One quarter on its way to the public. Two people: who prepares it never approves it.

    `draft_sha256` is the hash of what was approved for a scheduled publication: should anything change before the
    time comes, it goes back to draft instead of publishing what nobody has seen.
    """

    period = models.OneToOneField(Period, models.PROTECT, related_name="release", verbose_name=_("quarter"))
    state = models.CharField(
        _("state"), max_length=10, choices=RELEASE_STATE_LABELS, default=ReleaseState.DRAFT, editable=False
    )
    announcement_zh = models.TextField(_("announcement (Chinese)"), blank=True, max_length=4000)
    announcement_en = models.TextField(_("announcement (English)"), blank=True, max_length=4000)
    window_opens = models.DateField(_("objections from"), null=True, blank=True)
    window_closes = models.DateField(_("objections until"), null=True, blank=True)
    override_reason = models.TextField(_("why it does not wait for objections"), blank=True, max_length=1000)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("prepared by")
    )
    prepared_at = models.DateTimeField(_("prepared at"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    publish_at = models.DateTimeField(_("published at (planned)"), null=True, blank=True)
    draft_sha256 = models.CharField(_("hash of the approved draft"), max_length=64, blank=True)
    current = models.OneToOneField(
        "ReleaseRevision",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="current_of",
        editable=False,
        verbose_name=_("current revision"),
    )

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-period__quarter"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ReleaseState.values), name="release_state_known"),
            models.CheckConstraint(
                condition=Q(state=ReleaseState.PUBLISHED, current__isnull=False)
                | (~Q(state=ReleaseState.PUBLISHED) & Q(current__isnull=True)),
                name="release_published_has_revision",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="release_approved_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("prepared_by")),
                name="release_two_people",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[ReleaseState.DRAFT, ReleaseState.WINDOW],
                    approved_by__isnull=True,
                    publish_at__isnull=True,
                    draft_sha256="",
                )
                | Q(state=ReleaseState.SCHEDULED, approved_by__isnull=False, publish_at__isnull=False)
                & ~Q(draft_sha256="")
                | Q(state=ReleaseState.PUBLISHED, approved_by__isnull=False),
                name="release_approved_when_scheduled",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReleaseState.WINDOW) | Q(window_opens__isnull=False),
                name="release_shown_has_window",
            ),
            models.CheckConstraint(
                condition=Q(draft_sha256="") | Q(draft_sha256__regex=SHA256), name="release_draft_hash_form"
            ),
            models.CheckConstraint(
                condition=Q(window_opens__isnull=True, window_closes__isnull=True)
                | Q(
                    window_opens__isnull=False,
                    window_closes__isnull=False,
                    window_closes__gte=F("window_opens"),
                ),
                name="release_window_in_order",
            ),
        ]

    def __str__(self) -> str:
        return str(self.period)

    @property
    def announcement(self) -> str:
        return in_language(self.announcement_zh, self.announcement_en)


class ReleaseRevision(WrittenOnce):
    """A release as it was published: everything it says, in one canonical text, and that text's hash.

    The content is text, never a JSON column: a database that reorders keys would lose the bytes that were hashed.
    Each revision carries the hash of the one before it.
    """

    release = models.ForeignKey(Release, models.PROTECT, related_name="revisions", verbose_name=_("release"))
    number = models.PositiveIntegerField(_("revision"))
    content = models.TextField(_("content"))
    sha256 = models.CharField(_("SHA-256"), max_length=64, unique=True)
    previous_sha256 = models.CharField(_("SHA-256 of the revision before"), max_length=64, blank=True)
    published_at = models.DateTimeField(_("published at"))
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("prepared by")
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("approved by")
    )

    class Meta:
        verbose_name = _("revision of a release")
        verbose_name_plural = _("revisions of releases")
        ordering = ["release", "number"]
        constraints = [
            models.UniqueConstraint(fields=["release", "number"], name="revision_number_unique"),
            models.CheckConstraint(
                condition=Q(number=1, previous_sha256="") | (Q(number__gt=1) & ~Q(previous_sha256="")),
                name="revision_names_the_one_before",
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=SHA256)
                & (Q(previous_sha256="") | Q(previous_sha256__regex=SHA256)),
                name="revision_hash_form",
            ),
            models.CheckConstraint(condition=~Q(content=""), name="revision_has_content"),
            models.CheckConstraint(condition=~Q(approved_by=F("prepared_by")), name="revision_two_people"),
        ]

    def __str__(self) -> str:
        return f"{self.release} r{self.number}"

    def content_read(self) -> ReleaseContent:
        """What the text says."""
        return content_read(self.content)


class Correction(models.Model):
    """A released figure is to be replaced by what has been approved since (更正): proposed by one person, published
    by another with the revision that brings it. What it changed stands in that revision's content.

    It is about a reported figure, a figure of the competition, or (`target` alone) what a roster counts for a target.

    `old` is the value last published and `new` the approved one; None says that there was, or is, no figure. `sha256`
    is that of all that is replaced: only exactly this is published.
    """

    release = models.ForeignKey(
        Release, models.PROTECT, related_name="corrections", verbose_name=_("release")
    )
    report = models.ForeignKey(
        Report, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("report")
    )
    version = models.ForeignKey(
        ReportVersion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("version")
    )
    competition_version = models.ForeignKey(
        CompetitionFigureVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("competition figure version"),
    )
    target = models.ForeignKey(
        Target, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("target")
    )
    old = FigureField(_("old value"), null=True, blank=True)
    new = FigureField(_("new value"), null=True, blank=True)
    sha256 = models.CharField(_("hash of what is proposed"), max_length=64)
    reason_zh = models.TextField(_("reason (Chinese)"), max_length=1000)
    reason_en = models.TextField(_("reason (English)"), max_length=1000, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    revision = models.ForeignKey(
        ReleaseRevision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name=_("revision"),
    )

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["release", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    report__isnull=False,
                    version__isnull=False,
                    competition_version__isnull=True,
                    target__isnull=True,
                )
                | Q(
                    report__isnull=True,
                    version__isnull=True,
                    competition_version__isnull=False,
                    target__isnull=True,
                )
                | Q(
                    report__isnull=True,
                    version__isnull=True,
                    competition_version__isnull=True,
                    target__isnull=False,
                ),
                name="correction_of_one_figure",
            ),
            models.CheckConstraint(condition=~Q(reason_zh=""), name="correction_has_reason"),
            models.CheckConstraint(condition=Q(sha256__regex=SHA256), name="correction_hash_form"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(revision__isnull=True),
                name="correction_published_or_withdrawn",
            ),
            models.CheckConstraint(condition=within_limit("old", "new"), name="correction_figures_sane"),
            models.UniqueConstraint(
                fields=["release", "report"],
                condition=Q(withdrawn_at__isnull=True, revision__isnull=True),
                name="correction_one_pending_per_figure",
            ),
            models.UniqueConstraint(
                fields=["release", "competition_version"],
                condition=Q(withdrawn_at__isnull=True, revision__isnull=True),
                name="correction_one_pending_per_entry",
            ),
            models.UniqueConstraint(
                fields=["release", "target"],
                condition=Q(withdrawn_at__isnull=True, revision__isnull=True),
                name="correction_one_pending_per_count",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release}: {self.old} → {self.new}"

    @property
    def reason(self) -> str:
        return in_language(self.reason_zh, self.reason_en)
