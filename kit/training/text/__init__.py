"""What a source text becomes: variables, facts, glossary tips, addresses.

In:   texts and data classes of `sources`.
Out:  texts as they are shown; the passages of a source with who speaks in each.
Why:  rules judge a text and pages show it by the same reading of it.
Not here: findings (`rules`), whole pages (`pages`).
"""
