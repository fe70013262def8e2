"""Secrets that only this server can make again, and signatures by Standard Webhooks.

A secret is not kept. It is derived from the project's SECRET_KEY and a random seed, so that
neither the database nor a copy of it gives anybody a secret.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import secrets
from collections.abc import Iterable

from django.conf import settings
from django.utils.crypto import salted_hmac
from standardwebhooks import Webhook

PREFIX = "whsec_"
SALT = "headless.webhooks"
SEED_BYTES = 32


class LostSecretError(LookupError):
    """A secret that was made with a SECRET_KEY which this server does not have any more."""


def new_seed() -> str:
    return secrets.token_urlsafe(SEED_BYTES)


def secret_from(seed: str) -> str:
    """The secret that belongs to a new seed, in the form in which receivers take it."""
    return derived(seed, settings.SECRET_KEY)


def derived(seed: str, key: str | bytes) -> str:
    digest = salted_hmac(SALT, seed, secret=key, algorithm="sha256").digest()
    return PREFIX + base64.b64encode(digest).decode("ascii")


def digest_of(secret: str) -> str:
    """Tells whether a secret made again is the right one; it holds 256 random bits."""
    return hashlib.sha256(secret.encode("ascii")).hexdigest()


def secret_again(seed: str, digest: str) -> str:
    """The secret that was made with `seed`, with this SECRET_KEY or a former one.

    Raises LostSecretError.
    """
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        secret = derived(seed, key)
        if secrets.compare_digest(digest_of(secret), digest):
            return secret
    raise LostSecretError("No SECRET_KEY of this server made the secret.")


def signature_header(
    signers: Iterable[str], message_id: str, moment: datetime.datetime, payload: str
) -> str:
    """What `webhook-signature` says: one signature for each secret that is valid now."""
    signatures = (Webhook(secret).sign(message_id, moment, payload) for secret in signers)
    return " ".join(signatures)
