"""Notebook -> pandoc -> Typst -> PDF: no LaTeX, no browser, no network."""
