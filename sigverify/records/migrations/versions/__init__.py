"""One module a revision, named after its number. A published revision is never changed."""
