"""The pages of the site as Markdown: lesson, quiz, cards, guide, home, paths and pages of reference.

In:   sources without errors, a style, an edition, a language.
Out:  Markdown of one page.
Why:  every builder of sites reads Markdown; a page is tested without any of them.
Not here: which pages a site has, and where they are written (`site`).
"""
