"""Portals as OAuth clients: the registration, where it is stored, and how a client proves who it is.

May import `idp.storage`, `shared` and nothing else of `idp.oidc` but its errors.
"""
