"""Tests of deploy/simulators."""
