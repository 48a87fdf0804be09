"""What things are called, in both languages."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def in_language(zh: str, en: str) -> str:
    """The text in the reader's language; Chinese where no English was given."""
    return en if en and (get_language() or "").startswith("en") else zh


class Named(models.Model):
    """A row with a Chinese name and, where somebody gave one, an English name."""

    name_zh = models.CharField(_("Chinese name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)
