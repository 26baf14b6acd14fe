"""Tests of the case portal."""
