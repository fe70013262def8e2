"""Who asks: anybody, or a partner that has shown its key."""

from enum import StrEnum


class Tier(StrEnum):
    """What an answer may hold. Partners see what the public sees, and the partner fields."""

    PUBLIC = "public"
    PARTNER = "partner"
