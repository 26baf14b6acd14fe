"""The mailed-code factor: a one-time code with reference letters, sent to the account's mailbox."""

from idp.factors.emailcode.factor import EmailCodeFactor

__all__ = ["EmailCodeFactor"]
