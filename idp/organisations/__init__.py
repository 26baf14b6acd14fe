"""Organisations and rosters: lists of people and agencies that an authority has named beforehand.

May import `factors`, `policies` and below.
"""
