"""Tests of shared/identifiers."""
