"""The identity provider: populations, factors, journeys and the OpenID Connect protocol.

Layers, top to bottom, each may import only downwards: `app` → `oidc`, `accounts`, `organisations` → `factors` →
`journeys` → `policies` → `audit` → `storage` → `shared`. `sessions` stands beside `journeys`. Never imports `caseportal`.
"""
