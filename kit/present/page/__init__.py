"""The page around the parts: what a cell's output holds, the exporter, template, colours.

In:   an executed notebook whose outputs hold parts (`payload`).
Out:  one HTML page a language.
Why:  every report has the same page; a report brings its parts only.
Not here: what a part shows (`kit.present.parts`, one folder per report).
"""
