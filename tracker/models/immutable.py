"""Rows that are written once: a later word is a later row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NoReturn

from django.db import models


class Immutable(Exception):
    """A row that is written once was to be changed or removed: write a new one instead."""


class WrittenOnceQuerySet(models.QuerySet):
    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Immutable(f"{self.model._meta.verbose_name}: never changed, never removed")

    update = delete = bulk_update = update_or_create = _refuse

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        if kwargs.get("update_conflicts"):
            self._refuse()
        return super().bulk_create(objs, *args, **kwargs)


class WrittenOnce(models.Model):
    """A table whose rows never change. What points to them may; they themselves stay."""

    objects = WrittenOnceQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Immutable(f"{self._meta.verbose_name}: write a new one")
        # Even a new object that carries an old one's key writes a new row, or fails.
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Immutable(f"{self._meta.verbose_name}: never removed")
