"""Signing keys: one active key for each algorithm, one published ahead of its use, retired ones while tokens live.

Private keys are sealed in the database. Nothing ever signs with a set of keys: a set would pick one at random.
May import `idp.storage`, `shared` and `idp.oidc.caching`.
"""
