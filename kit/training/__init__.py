"""The training site: from the modules in `training/` to pages in a client's own style, per edition and language.

In:   `training/` (modules, styles, facts, paths, grids, sheets), `params/glossary.yml`.
Out:  findings with file and line, plain Markdown pages, sites built by MkDocs.
      Rooms, each of which imports only those after it: `site`, `pages`, `rules`, `text`, `sources`.
Why:  the client hands its modules over by changing data only; the provider teaches exactly what was handed over.
Not here: the looks (`training/site/`), the words of the modules (`training/`), exercises that need a report
      (`kit.exercises`).
"""
