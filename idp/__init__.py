"""The OpenID Connect provider: accounts, factors, journeys and the protocol. Imports `shared`, never `caseportal`.

Layers, top to bottom, each may import only downwards: `app` → `oidc`, `signin`, `accounts`, `organisations` →
`factors` → `journeys`, `captcha`, `sessions` → `stores` → `policies` → `audit` → `storage` → `shared`.
"""
