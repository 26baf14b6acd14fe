"""The whole demo, started by its one command, driven in Chromium as people use it."""
