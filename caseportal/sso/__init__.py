"""The portal as a relying party: sign-in at the identity provider, sessions on the server, sign-out both ways.

`tokens` and `person` are pure, `provider` speaks HTTP to the identity provider, `sessions` and `attempts` keep state,
`access` says who may see a page, `pages` are the addresses under `/sso`. Imports `caseportal.models` and `shared`.
"""
