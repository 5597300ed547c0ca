"""A first mapping of an unknown export: what is certain filled in, what is ambiguous asked, what is unknown left out.

In:   the path of a delivered file, perhaps the table that it belongs to.
Out:  `proposing.proposed(path)`, a `Proposal`: the lines of a `sources:` fragment with their comments, and how many
      columns are certain, asked and left out. No cell of a caller or a person is in it.
Why:  writing a mapping by hand takes an hour of looking at cells; a tool that guesses takes minutes and is wrong for a
      year. So a format is stated only where it reads every row of the file and no other format does.
Not here: the mapping language (`kit.params.sources`), taking the file in (`kit.intake.receive`).

    opened → looked at → decided → written
    texts, sheets, heads → cells, moments, numbers, columns → names, table, shape, fields → writing
"""
