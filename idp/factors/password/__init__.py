"""The password factor: argon2id hashes, the sign-in form with its CAPTCHA, the fields of registration."""

from idp.factors.password.factor import PasswordFactor

__all__ = ["PasswordFactor"]
