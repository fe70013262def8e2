"""What of the directory partners may be allowed to read."""

CONTACTS = "members.contacts"
