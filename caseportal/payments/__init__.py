"""Payments: methods, attempts, gateways, and `settle`, the one way a payment ends.

`states` and `decision` are pure rules, `gateways/` speak to the outside, `settling` writes, `pages` show. May import
`caseportal.cases`, `caseportal.casetypes`, `caseportal.models`, `caseportal.portal`, `caseportal.sso`, `caseportal.jobs`
and `shared`; never `caseportal.documents`.
"""
