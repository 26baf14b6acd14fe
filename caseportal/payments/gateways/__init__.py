"""Payment gateways: the contract (`base`), the registry (`registry`) and one folder per gateway.

A gateway knows its own protocol and nothing of cases, tables or pages. It may import `caseportal.payments.evidence`,
`caseportal.payments.methods` and `shared`. Another package brings a gateway through the entry point group
`gatehouse.gateways`; the contract tests run on each one.
"""
