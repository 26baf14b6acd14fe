"""Tests of `caseportal.casetypes`."""
