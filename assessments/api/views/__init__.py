"""Views of the archive: each method is one call into an action, or one reading."""
