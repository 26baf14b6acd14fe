"""Tests of `idp.policies`."""
