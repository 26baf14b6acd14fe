"""Documents: permits and receipts as signed PDF, the jobs that make them, downloads and the public verification page.

The web process loads what queues, finds and verifies (`queueing`, `finding`, `room`, `blueprint`); the worker's side is
`work`, `jobs` and `assembling`; `rendering` and `signing` are loaded by the processes of `pool` only. May import
`caseportal.cases`, `caseportal.casetypes`, `caseportal.attachments`, `caseportal.payments.methods`, `caseportal.models`,
`caseportal.portal`, `caseportal.sso`, `caseportal.jobs` and `shared`.
"""
