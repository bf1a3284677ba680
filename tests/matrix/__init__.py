"""The table of who gets which answer (docs/access/), held against the software cell by cell."""
