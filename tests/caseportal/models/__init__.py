"""Tests of `caseportal.models`."""
