"""The report on downloads: its filters, its figures, its chart and its spreadsheets."""
