"""The case portal, a relying party: applications, payments and documents. Imports `shared`, never `idp`."""
