"""Tests of `idp.organisations`."""
