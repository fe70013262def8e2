"""The message catalogues: what they must hold, and `python -m tests.translations` to refresh them.

A developer's tool that needs Babel and polib only, and neither xgettext nor msgfmt.
"""
