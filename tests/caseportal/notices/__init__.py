"""Tests of `caseportal.notices`."""
