"""The site: pages compiled into a tree, built by MkDocs, served, and made searchable.

In:   the training folder of the home.
Out:  a tree of plain Markdown per style, edition and language; the sites built from it.
Why:  the sources are read and checked once; what builds pages of Markdown can be replaced.
Not here: what a page holds (`pages`), its looks (`training/site`).
"""
