"""Tests of `caseportal.officers`."""
