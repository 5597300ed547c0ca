"""The errors of the kit: each says what, where and how to fix, in French and in English.

In:   a slug and its fields, given where the fault is found.
Out:  an exception that the command line shows without a traceback and exits with its own code.
Why:  a partner's analyst must be able to fix a file or a parameter without reading our code.
Not here: the texts (`kit/language/locale/errors.{fr,en}.yml`; a test holds the two against this module).
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from kit.language.later import in_language, plain
from kit.language.texts import text
from kit.visible import visible_line

EXIT_QUARANTINED = 3  # a delivery was taken in, but some of its rows are in quarantine


class KitError(Exception):
    """A fault that a user can fix. `fields` fill the text of its slug; those that are `Later` wait for its reader."""

    slug: ClassVar[str] = ""
    exit_code: ClassVar[int] = 1

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        super().__init__(self.text("en"))

    def text(self, lang: str) -> str:
        """The message in one language: what, where, how to fix."""
        fields = {key: _shown(value, lang) for key, value in self.fields.items()}
        return text(f"errors.{self.slug}", lang, **fields).strip()

    def __reduce__(self) -> tuple[object, ...]:
        # Raised in a forked run and told in the parent: fields must survive the pipe, in every language.
        return _rebuild, (type(self), {key: plain(value) for key, value in self.fields.items()})


def _shown(value: object, lang: str) -> object:
    """A field in the reader's language; a path on one line, whatever its name holds."""
    return visible_line(value) if isinstance(value, Path) else in_language(value, lang)


def _rebuild(kind: type[KitError], fields: dict[str, object]) -> KitError:
    return kind(**fields)


def kinds() -> list[type[KitError]]:
    """Every kind of error that the kit declares, whatever module holds it, sorted by exit code."""
    found, todo = [], [KitError]
    while todo:
        for kind in todo.pop().__subclasses__():
            found.append(kind)
            todo.append(kind)
    return sorted((kind for kind in found if kind.slug), key=lambda kind: (kind.exit_code, kind.slug))


# Parameters and periods (11 to 19)


class BadParams(KitError):
    slug, exit_code = "bad_params", 11


class UnknownPartnership(KitError):
    slug, exit_code = "unknown_partnership", 11


class NearPartnership(UnknownPartnership):
    """Unknown, and another one is spelt much like it."""

    slug = "near_partnership"


class NoPartnership(UnknownPartnership):
    """Unknown, as there is none at all."""

    slug = "no_partnership"


class BadPartnershipName(UnknownPartnership):
    """No partnership can have this name."""

    slug = "bad_partnership_name"


class NoHome(KitError):
    slug, exit_code = "no_home", 11


class UnknownParameter(KitError):
    slug, exit_code = "unknown_parameter", 11


class InputError(KitError):
    slug, exit_code = "input_error", 12


class NotebookFailed(KitError):
    slug, exit_code = "notebook_failed", 13


class PathOutsideHome(KitError):
    slug, exit_code = "path_outside_home", 14


class BadPeriod(KitError):
    slug, exit_code = "bad_period", 15


class BadMoment(BadPeriod):
    slug = "bad_moment"


class BadNow(BadPeriod):
    """`KIT_NOW` names no moment."""

    slug = "bad_now"


class OtherPeriod(BadPeriod):
    """It can be read, but is of another kind than the one that is needed: a month where a week is asked for."""

    slug = "other_period"


class UndatedCampaign(BadPeriod):
    """The days of a period are needed, and it is a campaign's, whose name does not tell them."""

    slug = "undated_campaign"


class UnknownNotebook(KitError):
    slug, exit_code = "unknown_notebook", 16


class HomeNotWritable(KitError):
    slug, exit_code = "home_not_writable", 34


class NoData(KitError):
    slug, exit_code = "no_data", 17


class NoSuchWeek(NoData):
    """There are weeks, but not this one."""

    slug = "no_such_week"


class NotYetReceived(NoData):
    """The week is there, but came after the moment that the report speaks at."""

    slug = "not_yet_received"


class HomeBusy(KitError):
    slug, exit_code = "home_busy", 18


class DamagedStore(KitError):
    slug, exit_code = "damaged_store", 19


# Delivered files (20 to 39): the file is kept by its hash, nothing of it reaches a table


class WrongEncoding(KitError):
    slug, exit_code = "wrong_encoding", 20


class AmbiguousDates(KitError):
    slug, exit_code = "ambiguous_dates", 21


class MissingColumn(KitError):
    slug, exit_code = "missing_column", 22


class RenamedColumn(KitError):
    slug, exit_code = "renamed_column", 23


class TruncatedFile(KitError):
    slug, exit_code = "truncated_file", 24


class EmptyFile(KitError):
    slug, exit_code = "empty_file", 25


class OversizedFile(KitError):
    slug, exit_code = "oversized_file", 26


class NoSourceMatches(KitError):
    slug, exit_code = "no_source_matches", 27


class PdfReport(NoSourceMatches):
    """A PDF that no source has the name of: whatever its source were, it would not be read."""

    slug = "pdf_report"


class UnknownSource(KitError):
    slug, exit_code = "unknown_source", 27


class SeveralSourcesMatch(KitError):
    slug, exit_code = "several_sources_match", 28


class UnreadableFile(KitError):
    slug, exit_code = "unreadable_file", 29


class TooManyRejects(KitError):
    slug, exit_code = "too_many_rejects", 30


class ForbiddenColumn(KitError):
    slug, exit_code = "forbidden_column", 31


class ForbiddenValues(ForbiddenColumn):
    """The header allows it, but the values are callers or persons."""

    slug = "forbidden_values"


class CountsDisagree(KitError):
    slug, exit_code = "counts_disagree", 32


class AmbiguousUnits(KitError):
    slug, exit_code = "ambiguous_units", 33


class SumsAmongRows(KitError):
    """Rows of counts are the sums of other rows: taken in, they would be counted twice."""

    slug, exit_code = "sums_among_rows", 39


class TwelveHourClock(KitError):
    """Hours from 1 to 12 without AM and PM: afternoons stand at night."""

    slug, exit_code = "twelve_hour_clock", 44


class MissingSheet(KitError):
    slug, exit_code = "missing_sheet", 35


class WrongSeparator(KitError):
    slug, exit_code = "wrong_separator", 36


class ChangeHeld(KitError):
    """The file can be read; it waits until somebody says that it is right."""

    slug, exit_code = "change_held", 37


class SwappedDates(KitError):
    slug, exit_code = "swapped_dates", 48


class CoarseCounts(KitError):
    """Rows that each count a week, a month or more, read by a mapping of days or parts of days."""

    slug, exit_code = "coarse_counts", 49


class RepeatedColumn(MissingColumn):
    """A column that the mapping reads is twice in the header, and the two differ."""

    slug = "repeated_column"


class NoSuchPosition(MissingColumn):
    """The file has no header, and fewer columns than the mapping counts."""

    slug = "no_such_position"


class SwallowedRows(UnreadableFile):
    """Between two quotation marks, one cell holds whole rows."""

    slug = "swallowed_rows"


class SeveralSheets(MissingSheet):
    """No sheet is stated, and several hold the source's columns."""

    slug = "several_sheets"


class MixedDates(AmbiguousDates):
    """Texts and real dates in one column of a workbook: some of the real ones may have day and month exchanged."""

    slug = "mixed_dates"


class RoundedNumbers(KitError):
    """A spreadsheet rounded the keys, so that calls cannot be told apart."""

    slug, exit_code = "rounded_numbers", 38


class FreeText(KitError):
    """A column of notes that the mapping does not call so."""

    slug, exit_code = "free_text", 45


class SameNameTwice(KitError):
    """Two parts of a report give two figures, tables or facts one name."""

    slug, exit_code = "same_name_twice", 53


# Training (40 to 45) and the store (46, 47)


class TrainingFaults(KitError):
    """The sources of the training site hold errors; their places are told one by one."""

    slug, exit_code = "training_faults", 40


class UnknownModule(KitError):
    slug, exit_code = "unknown_module", 41


class UnknownStyle(KitError):
    slug, exit_code = "unknown_style", 41


class SiteNotBuilt(KitError):
    """MkDocs stopped."""

    slug, exit_code = "site_not_built", 42


class RepairIncomplete(KitError):
    """The store was repaired as far as its raw files go; some must be delivered again."""

    slug, exit_code = "repair_incomplete", 46


class UnsupportedSystem(KitError):
    """The system forks no process or locks no folder: nothing can be run there."""

    slug, exit_code = "unsupported_system", 60


class DiskFull(KitError):
    """No room is left where files are written; the old state stands."""

    slug, exit_code = "disk_full", 47
