"""The print shop's tables: designs, orders, the drafts they are of, and files."""

from .draft_state import DraftState
from .export import Export, ExportQuerySet, Frozen
from .rendition import Rendition
from .template import Template, TemplateEdition
from .trail_file import TrailFile

__all__ = [
    "DraftState",
    "Export",
    "ExportQuerySet",
    "Frozen",
    "Rendition",
    "Template",
    "TemplateEdition",
    "TrailFile",
]
