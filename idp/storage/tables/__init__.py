"""Every table of the identity provider, a module for each room that writes one.

Importing this package registers all of them on `idp.storage.metadata.metadata`, which is what the migrations
compare the database with. A module here imports `idp.storage.metadata` and nothing else of the house.
"""

from idp.storage.tables import accounts, audit, organisations, outbox, protocol, sessions

__all__ = ["accounts", "audit", "organisations", "outbox", "protocol", "sessions"]
