"""The federation's publications, their files, and what was read out of them."""

from publications.licences import Licence
from publications.models.clearances import PersonalDataClearance
from publications.models.contributors import ContributorRole, PublicationContributor
from publications.models.downloads import DownloadCount
from publications.models.extraction import (
    ExtractedSection,
    ExtractedText,
    ExtractionStatus,
)
from publications.models.files import FileKind, PublicationFile, download_key
from publications.models.listing import PublicationIndexPage
from publications.models.pages import (
    PublicationPage,
    PublicationTag,
    publications_contributed_to_by,
)
from publications.models.policy_reports import (
    PolicyArea,
    PolicyRecommendation,
    PolicyReportPage,
    PublicationSeries,
)
from publications.models.social_value_reports import (
    IndicatorValue,
    SocialValueIndicator,
    SocialValueReportPage,
)

__all__ = [
    "ContributorRole",
    "DownloadCount",
    "ExtractedSection",
    "ExtractedText",
    "ExtractionStatus",
    "FileKind",
    "IndicatorValue",
    "Licence",
    "PersonalDataClearance",
    "PolicyArea",
    "PolicyRecommendation",
    "PolicyReportPage",
    "PublicationContributor",
    "PublicationFile",
    "PublicationIndexPage",
    "PublicationPage",
    "PublicationSeries",
    "PublicationTag",
    "SocialValueIndicator",
    "SocialValueReportPage",
    "download_key",
    "publications_contributed_to_by",
]
