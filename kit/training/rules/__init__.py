"""Whether the sources are right: modules, quizzes, wording, links, the two languages, the order of modules.

In:   `Sources`.
Out:  findings with file and line.
Why:  a client hands over what the same rules have passed on both sides.
Not here: pages (`pages`), the command that prints findings (`kit.cli.training`).
"""
