"""Accounts: registration, activation by mail, accounts made by an operator.

Stands beside `signin` and `oidc`; may import `organisations`, `factors`, `policies` and below.
"""

from idp.accounts.pages import blueprint
from idp.accounts.registering import NewAccount, Registering

__all__ = ["NewAccount", "Registering", "blueprint"]
