"""Workbooks that people fill: what `kit template` writes and `kit receive` reads back.

In:   the schema, the shipped mapping of each table, a partnership's contract.
Out:  `write`: an Excel workbook with headers, lists of words, explanations and example rows in French or English.
Why:  headers and words of a workbook are those of its mapping (`kit/templates/sources/`), so that what is written can
      always be read; typed a second time, they would differ one day, and lists would be refused.
Not here: taking the filled workbook in (`kit.intake`).
"""

from kit.forms.fields import TABLES as TABLES
from kit.forms.fields import file_name as file_name
from kit.forms.fields import is_read_by as is_read_by
from kit.forms.fields import mapping as mapping
from kit.forms.fields import pattern as pattern
from kit.forms.workbook import write as write
