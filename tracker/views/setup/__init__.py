"""The coordinator's set-up pages, by the names under which the addresses know them."""

from .check_rules import checks
from .grids import assignments, milestones
from .outline import plan, plans, setup
from .target_page import target

__all__ = ["assignments", "checks", "milestones", "plan", "plans", "setup", "target"]
