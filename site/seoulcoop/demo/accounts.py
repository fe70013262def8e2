"""The demo's three accounts, with passwords of this installation's own."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from seoulcoop.groups import EDITORS, MODERATORS

PASSWORD_BYTES = 12


@dataclass(frozen=True)
class Account:
    """Somebody who may log in; `password` is known only at the moment it is made."""

    username: str
    group: str = ""
    password: str = ""


ACCOUNTS = (
    Account("admin"),
    Account("editor", group=EDITORS),
    Account("moderator", group=MODERATORS),
)


def create_missing_accounts() -> list[Account]:
    """Make the accounts that do not exist yet, and answer them with their new passwords."""
    existing = set(get_user_model().objects.values_list("username", flat=True))
    return [create(account) for account in ACCOUNTS if account.username not in existing]


def create(account: Account) -> Account:
    """Make one account: an administrator, or a member of its group."""
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    users = get_user_model().objects
    make = users.create_user if account.group else users.create_superuser
    user = make(account.username, email="", password=password)
    if account.group:
        user.groups.add(Group.objects.get(name=account.group))
    return Account(account.username, account.group, password)


def keep(accounts: list[Account], file: Path) -> None:
    """Add the passwords to a file that only this system user can read."""
    file.touch(mode=0o600)
    with file.open("a", encoding="utf-8") as lines:
        lines.writelines(f"{account.username}\t{account.password}\n" for account in accounts)
