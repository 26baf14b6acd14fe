"""Tests of `caseportal.registry`."""
