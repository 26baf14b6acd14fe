"""Tests of `idp.factors`."""
