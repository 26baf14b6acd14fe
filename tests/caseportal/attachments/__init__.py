"""Tests of `caseportal.attachments`."""
