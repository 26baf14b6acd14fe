"""Tests of caseportal/documents."""
