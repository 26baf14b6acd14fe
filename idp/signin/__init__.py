"""Signing in: the pages of sign-in journeys, the home page, the signed-in person's own page.

Shows each step (`/journey/<id>/<factor>`), lets its factor decide, moves the journey, and at the end starts the session.
Stands beside `oidc` and `accounts`; may import `factors`, `journeys`, `sessions` and below.
"""

from idp.signin.pages import blueprint
from idp.signin.services import SignIn

__all__ = ["SignIn", "blueprint"]
