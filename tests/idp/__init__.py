"""Tests of the identity provider; the folders mirror the package."""
