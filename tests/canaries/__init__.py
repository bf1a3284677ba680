"""Every restricted text holds a word of its own, and nobody may ever meet a word that is not hers to read."""
