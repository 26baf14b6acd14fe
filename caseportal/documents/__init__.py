"""Documents: permits and receipts as signed PDF, the jobs that make them, downloads and the public verification page.

Rendering runs in worker processes (`rendering`, `pool`), signing in `signing`, the jobs in `jobs`. May import
`caseportal.cases`, `caseportal.casetypes`, `caseportal.attachments`, `caseportal.payments.methods`, `caseportal.models`,
`caseportal.portal`, `caseportal.sso`, `caseportal.jobs` and `shared`.
"""
