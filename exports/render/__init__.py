"""The print shop's renderers: a version in, bytes out; no database, no clock, no network."""
