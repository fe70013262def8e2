"""The federation's members, how they are grouped, the persons behind them, and their pages."""

from directory.models.categories import MemberCategory, Sector, Standing
from directory.models.contacts import MemberContact
from directory.models.members import (
    LegalForm,
    Member,
    MemberFormerName,
    MemberStatus,
    MemberTag,
)
from directory.models.pages import DirectoryPage

__all__ = [
    "DirectoryPage",
    "LegalForm",
    "Member",
    "MemberCategory",
    "MemberContact",
    "MemberFormerName",
    "MemberStatus",
    "MemberTag",
    "Sector",
    "Standing",
]
