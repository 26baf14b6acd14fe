"""Tests of caseportal/payments/gateways."""
