"""What stands in `training/`: data classes of modules, texts, quizzes, cards and house files, and their reading.

In:   the folder `training/`, `params/glossary.yml`.
Out:  `Sources`, with the file and line of everything, and findings for what could not be read.
Why:  the other rooms work on what was read; only this one opens files of authors.
Not here: what the texts become (`text`), whether they are right (`rules`).
"""
