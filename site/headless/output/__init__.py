"""Objects as schemas and JSON."""
