"""The verbs of the `cleanstation` command, one file a subject; `cli` binds them together."""
