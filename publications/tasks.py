"""What happens in the background."""

from django_tasks import task

from publications import reading
from publications.extraction.reader import DocumentReader


@task()
def read_document(document_id: str) -> str:
    """Read the text and the cover out of a document; answers the status."""
    with DocumentReader() as reader:
        return reading.read_document(document_id, reader)
