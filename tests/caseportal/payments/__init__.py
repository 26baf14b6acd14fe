"""Tests of caseportal/payments."""
