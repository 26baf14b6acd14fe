"""`/introspect` (RFC 7662): whether a token is good, told to the client it belongs to."""
