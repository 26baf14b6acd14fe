"""The OpenID Connect provider: accounts, factors, journeys and the protocol. Imports `shared`, never `caseportal`."""
