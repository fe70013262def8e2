"""Taking a spreadsheet of members in: read, compared, confirmed, written, and undone."""
