"""`/revoke` (RFC 7009): a client gives back a token; a refresh token takes its whole family along."""
