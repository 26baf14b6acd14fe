"""The tests mirror the packages; `e2e` drives the whole demo in a real browser."""
