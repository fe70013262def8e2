"""What publications tell others of."""

from django.dispatch import Signal

# Sent when reading a document has ended, whatever the status, inside the transaction that stores
# what was read. Gives `document` and `extracted_text`; the sender is the document model.
document_extracted = Signal()
