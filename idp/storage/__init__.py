"""Tables, types and migrations of the identity provider's database; may import only `shared`.

One `MetaData` (`idp.storage.metadata`) knows every table, each declared in a module of `idp.storage.tables`
that is named after the room that writes it. Alembic's revisions stand in `migrations/`, forward only.
"""
