"""The words of the kit, in French and in English: one vocabulary for whoever reads a page, a message or a file.

In:   `locale/<room>.{fr,en}.yml`: the name of the file is the first part of a key ("errors.no_home").
Out:  `texts` (what a key says), `later` (a text that waits for its reader), `typography` (marks, blanks, hyphens),
      `numbers` (numbers, durations, dates, moments, plurals).
Why:  eight loaders and two typographers each knew a part of the rules, and one page broke "12 h 30" where another did
      not.
Not here: names of figures (`params/glossary.yml`), the texts of the training (`training/`), of notebooks
      (`notebooks/locale/`).

Four verbs, one for each thing that is done with words, in every package:

    text    the words of a key in one language, as they are written: `text("cli.in_cell", lang, number=3, line="x = 1")`
    say     the same for a page, set with the marks of its language: `voice.say("sources.none")`, `writer.say("words")`
    later   a text whose reader is not known yet, told by calling it with a language: `later("store.missing")`
    tell    to write on the terminal, in the language of whoever sits there: `tell.answer("nothing_written")`

`tell` (`kit.cli.speaker.Speaker`, the terminal), `Voice` (the page), `Writer` (the training) and `Wrong` (parameters)
each speak of one room and are given keys without its name. `in_language` fills a field that may be a text of any kind.

This package holds no name of its own, and imports nothing of the kit but `kit.visible`: errors, which stand below
everything, are told by it. The names of periods are the page's (`Voice.period`).
"""
