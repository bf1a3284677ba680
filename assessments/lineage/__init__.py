"""Who built on what: the family of an assessment as a tree, as one actor may know it."""

from .nodes import Named, Node, Tree, tree

__all__ = ["Named", "Node", "Tree", "tree"]
