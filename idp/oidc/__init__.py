"""The OpenID Connect provider: a room for each specification, wired together in `provider.py`.

| room | what it holds |
|---|---|
| `clients` | registrations of portals, their authentication, the cached register |
| `keys` | signing keys: active, next, retired; rotation |
| `claims` | scopes, and what each says about a person |
| `grants` | what an authorization gave: codes, tokens, families (Core statements only) |
| `authorization` | `/authorize`: ordered checks, prompts as data, consent, the code |
| `token` | `/token`: Authlib's grants on our store |
| `userinfo`, `introspection`, `revocation`, `discovery`, `logout` | the other endpoints |
| `outbound` | the one guarded HTTP client for addresses that clients registered |

May import `idp.factors`, `idp.journeys`, `idp.sessions`, `idp.policies`, `idp.audit`, `idp.storage` and `shared`.
"""
