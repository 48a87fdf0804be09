"""Boards of the competition in templates."""

from django import template

from tracker import board_explanations

register = template.Library()

register.filter("words", board_explanations.words)
