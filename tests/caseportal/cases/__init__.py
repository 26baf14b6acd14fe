"""Tests of `caseportal.cases`."""
