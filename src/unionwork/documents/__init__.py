"""Documents: a page as a model (`paper`), and its writers. Nothing here measures or reads a workspace."""
