"""Starts everything: the one command, the demo, simulators and benchmarks. Imports public entry points only."""
