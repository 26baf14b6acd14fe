"""Signing out: RP-initiated (`/logout`), and back-channel to every portal that the session reached.

Notices are rows written in the transaction that ended the session; the worker delivers them, with retries, through the
guarded client of `outbound`. Nothing on a request path talks to a portal.
"""
