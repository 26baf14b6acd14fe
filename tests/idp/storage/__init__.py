"""Tests of `idp.storage`."""
