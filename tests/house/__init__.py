"""Rules of the house that no single package owns: languages, sizes, words, documents that must be true."""
