"""What was published, for whoever wants to be told: an Atom feed."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tracker.access import public
from tracker.labels import STATUS_LABELS, quarter_name
from tracker.models.names import in_language
from tracker.selectors.release_changes import release_changes
from tracker.selectors.releases import Head, all_heads

LONGEST = 20
# What XML cannot hold; a line break of a word processor is one of them.
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class ReleaseFeed(Feed):
    """Every revision of every release, the latest first: its announcement, what changed and what it corrects."""

    feed_type = Atom1Feed
    title = gettext_lazy("Nanjing Targets: releases")
    subtitle = gettext_lazy("Each quarter as it was published, and every correction.")

    def link(self) -> str:
        return reverse("release-list")

    def items(self) -> tuple[Head, ...]:
        return all_heads()[:LONGEST]

    def item_title(self, item: Head) -> str:
        return _("%(quarter)s, revision %(number)d") % {
            "quarter": quarter_name(item.quarter),
            "number": item.number,
        }

    def item_link(self, item: Head) -> str:
        return reverse("release", args=[item.quarter.code, item.number])

    def item_guid(self, item: Head) -> str:
        # The hash is the release's name for good, wherever the site moves to.
        return f"urn:sha256:{item.sha256}"

    def item_pubdate(self, item: Head) -> dt.datetime:
        return item.published_at

    item_updateddate = item_pubdate

    def item_description(self, item: Head) -> str:
        content = item.content
        lines = [in_language(content.announcement.zh, content.announcement.en)]
        for row in release_changes(item).new_statuses:
            words = {"name": row.name, "now": STATUS_LABELS[row.status]}
            words["before"] = STATUS_LABELS[row.status_before] if row.status_before else ""
            lines.append(_("%(name)s: %(before)s → %(now)s") % words)
        mine = [row for row in content.corrections if row.revision == item.number]
        lines += [in_language(row.reason.zh, row.reason.en) for row in mine]
        return NOT_IN_XML.sub("", "\n".join(line for line in lines if line))


_feed: Any = ReleaseFeed()


@require_safe
@public(why="what has been published is public")
def releases(request: HttpRequest) -> HttpResponse:
    """The feed of releases and corrections."""
    return _feed(request)
