"""The chapters of a document: each turns one part of a version into blocks."""
