"""Rich text as it leaves the house: links resolved, nothing left for a client to expand."""

from wagtail.rich_text import expand_db_html


def final_html(source: str) -> str:
    """Stored rich text as final HTML; empty for empty."""
    return expand_db_html(source) if source else ""
