"""The pages that tell who the federation is, what it did and what it does."""

from home.models.history import HistoryEntry, HistoryOrder, HistoryPage, HistoryYear
from home.models.pages import HomePage, StandardPage
from home.models.programs import (
    ProgramIndexPage,
    ProgramPage,
    ProgramPartner,
    ProgramPublication,
    ProgramStatus,
    ProgramTag,
    programs_naming,
    programs_with_partner,
)

__all__ = [
    "HistoryEntry",
    "HistoryOrder",
    "HistoryPage",
    "HistoryYear",
    "HomePage",
    "ProgramIndexPage",
    "ProgramPage",
    "ProgramPartner",
    "ProgramPublication",
    "ProgramStatus",
    "ProgramTag",
    "StandardPage",
    "programs_naming",
    "programs_with_partner",
]
