"""The models of the content app."""

from content.models.indexing import IndexBuild, PendingIndexing
from content.models.organisation import OrganisationSettings, SocialLinkBlock
from content.models.pages import SCHEMA_CONTEXT, BasePage
from content.models.synonyms import SearchSynonym, SynonymDirection
from content.models.unanswered import UnansweredQuery, UnansweredQueryQuerySet
from content.models.versions import DocumentVersion

__all__ = [
    "SCHEMA_CONTEXT",
    "BasePage",
    "DocumentVersion",
    "IndexBuild",
    "OrganisationSettings",
    "PendingIndexing",
    "SearchSynonym",
    "SocialLinkBlock",
    "SynonymDirection",
    "UnansweredQuery",
    "UnansweredQueryQuerySet",
]
