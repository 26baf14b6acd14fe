"""What authorizations gave: codes, access tokens, refresh tokens, consents. SQLAlchemy Core, the caller's transaction.

A grant is one family: its code is used once, its refresh tokens rotate, and using an old one again revokes all of it.
May import `idp.storage` and `shared`.
"""
