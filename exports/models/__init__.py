"""The print shop's tables: designs, orders and files."""

from .export import Export, ExportQuerySet
from .rendition import Rendition
from .template import Template, TemplateEdition
from .trail_file import TrailFile

__all__ = ["Export", "ExportQuerySet", "Rendition", "Template", "TemplateEdition", "TrailFile"]
