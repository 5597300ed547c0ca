"""Exercises that show parts of a report on a week made for teaching.

In:   constructed figures beside a training notebook (`training/notebooks/*.yml`), `params/glossary.yml`.
Out:  parts as a report shows them, with the answer folded under each.
Why:  an exercise needs the formulas of `analysis` and the parts of `present`; the training site needs neither, and
      reads what an exercise showed from the outputs of its notebook. Inside `kit.training` every build of the site
      hung on the reports; inside `kit.present` the reports would have held teaching.
Not here: the notebooks, their prose (`training/notebooks/`), the site (`kit.training`).
"""
