"""Webhooks: each public change told to the endpoints of partners, in Standard Webhooks form."""
