"""One search over publications and the text inside their files, members, and all other pages."""
