"""Constant documents: the provider's metadata and its key set, as prepared bytes with an ETag."""
