"""Measurements that anybody can run again: `./gatehouse bench <name>`.

Each prints the machine, CPU per operation, p50, p99 and resident memory.
"""
