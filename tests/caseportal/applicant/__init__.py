"""Tests of `caseportal.applicant`."""
