"""What is read from the sources of pages: links, anchors, formulas, docstrings."""
