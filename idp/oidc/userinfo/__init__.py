"""`/userinfo` (OpenID Connect Core section 5.3): what the granted scopes say about the person, as of now."""
