"""Tests of `caseportal.sso`."""
