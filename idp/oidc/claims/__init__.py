"""Scopes, and what each of them says about a person. Pure: a record and a policy in, claims out.

May import `idp.policies`, `idp.storage` and `shared`.
"""
