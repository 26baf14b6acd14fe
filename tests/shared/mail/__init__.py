"""Tests of the shared mail room."""
