"""Answers kept per content version, in front of Django and as its middleware."""
