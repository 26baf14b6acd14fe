"""Tests of `idp.captcha`."""
