"""Tests of `idp.journeys`."""
