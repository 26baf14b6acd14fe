"""Permits on record. `contract` is what the portal asks, `table` answers from imported rows, `importing` reads CSV.

Imports `caseportal.casetypes.permits` (the record as a value), `caseportal.models` and `shared`.
"""
