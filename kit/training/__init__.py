"""The training site: from the modules in `training/` to pages in a client's own style, per edition and language.

In:   `training/` (modules, styles, facts, paths, grids, sheets), `params/glossary.yml`.
Out:  findings with file and line (`check`), plain Markdown pages (`compile_site`), a MkDocs hook.
Why:  the client hands its modules over by changing data only; the provider teaches exactly what was handed over.
Not here: the looks (`training/site/`), the words of the modules (`training/`).
"""
