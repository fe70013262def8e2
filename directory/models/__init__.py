"""The federation's members, how they are grouped, the persons behind them, and their pages."""

from directory.models.categories import MemberCategory, Sector, Standing
from directory.models.contacts import MemberContact
from directory.models.imports import (
    ImportStatus,
    MemberImport,
    MemberImportFile,
    MemberImportRow,
    RowOutcome,
)
from directory.models.legal_forms import LegalForm
from directory.models.members import (
    Member,
    MemberFormerAddress,
    MemberFormerName,
    MemberStatus,
    MemberTag,
    members_belonging_to,
)
from directory.models.pages import DirectoryPage

__all__ = [
    "DirectoryPage",
    "ImportStatus",
    "LegalForm",
    "Member",
    "MemberCategory",
    "MemberContact",
    "MemberFormerAddress",
    "MemberFormerName",
    "MemberImport",
    "MemberImportFile",
    "MemberImportRow",
    "MemberStatus",
    "MemberTag",
    "RowOutcome",
    "Sector",
    "Standing",
    "members_belonging_to",
]
