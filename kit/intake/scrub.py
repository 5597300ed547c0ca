"""Takes what names or reaches a person out of a text: numbers, addresses, names after "Mme", "M.", "Dr".

In:   a text as a file holds it.
Out:  the text with a mark where such a thing stood: [tel], [mail], [nir], [iban], [nom], [adr].
Why:  nothing that leads to a person may leave `received/`; a mark still tells what the note was about. The marks are
      the same in both languages, so that a table does not depend on who received the file.
Not here: whether a whole column is one of persons (`persons`, `looks`).

Too much taken out costs a word of a note; too little puts a caller into a table. So patterns are wide where a text is
read, and narrow where a key is (`in_key`): a key must only change where it really holds a number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from kit.intake.name_words import FIRST_NAMES, folded

TEL, MAIL, NIR, IBAN, NOM, ADR = "[tel]", "[mail]", "[nir]", "[iban]", "[nom]", "[adr]"
_SEP = r"[\s.\-/_()·\u2010-\u2015]{0,3}"
_DATE = r"(?!\d\d[/.\-]\d\d[/.\-](?:19|20)\d\d(?!\d))(?!(?:19|20)\d\d-\d\d-\d\d(?!\d))"
_FRENCH = rf"0{_SEP}[1-9](?:{_SEP}\d){{8}}"
_PREFIXED = rf"(?:\+|00){_SEP}[1-9](?:{_SEP}\d){{6,13}}"
_THIRTY_THREE = rf"33{_SEP}(?:0{_SEP})?[1-9](?:{_SEP}\d){{8}}"
_ZERO_EATEN = r"[67](?:[ .\-\u00a0\u202f]?\d\d){4}"
_AMERICAN = r"\(?[2-9]\d\d\)?[ .\-]\d{3}[ .\-]\d{4}"
_OTHER_NATIONAL = rf"0{_SEP}[1-9](?:{_SEP}\d){{9,10}}"
_PHONE = re.compile(
    rf"(?<!\d){_DATE}(?:{_OTHER_NATIONAL}|{_FRENCH}|{_PREFIXED}|{_THIRTY_THREE}|{_ZERO_EATEN}|{_AMERICAN})(?!\d)"
    r"|\+[1-9]\d{6,14}",
)
# A key: the number stands by itself, or a date is written against it.
_KEY_PHONE = re.compile(
    rf"(?<![0-9A-Za-z]){_DATE}(?:{_FRENCH}|\+{_SEP}[1-9](?:{_SEP}\d){{6,13}}|00[1-9]\d{{9,13}}|(?:00{_SEP})?{_THIRTY_THREE})"
    r"(?![0-9A-Za-z])"
    r"|(?<!\d)(?:0[1-9]\d{8}|[67]\d{8}|33[1-9]\d{8})(?!\d)"
    r"|(?<!\d)(?:0[1-79]\d{8}|33[1-79]\d{8})(?=20\d{6})"
    r"|(?<!\d)20\d{6}(?:\d{4}|\d{6})?(?:0[1-79]\d{8}|33[1-79]\d{8})(?!\d)"
)
_MAIL = re.compile(
    r"[^\s@<>;,:\"'()\[\]|]+[ ]?(?:@|＠|\(at\)|\[at\]|\barobase\b)[ ]?(?:[\w\-]+\.)+\w{2,}", re.IGNORECASE
)
_NIR = re.compile(
    rf"(?<!\d)[1-478]{_SEP}\d\d{_SEP}(?:0[1-9]|1[0-2]|[2-9]\d){_SEP}(?:\d\d|2[ABab]){_SEP}\d{{3}}{_SEP}\d{{3}}"
    rf"(?:{_SEP}\d\d)?(?!\d)"
)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ .\-]?[A-Za-z0-9]){11,30}(?![A-Za-z0-9])")
_UPPER = "A-ZÀ-ÖØ-Þ"
_WORD = rf"[{_UPPER}](?:[\w'’\-]|\.(?=\w))*\.?"
_PARTICLE = r"(?:(?:de|du|des|d['’]|le|la|l['’]|van|von|der|el|al|ben|bin|da|dos|di|del|O['’])[ ]?)"
# Later that follow "Madame" or "M." without being a name.
_NO_NAME = (
    r"(?!(?:a|à|au|aux|le|la|les|et|ou|est|était|en|dit|qui|que|ne|n|se|s|on|veut|voulait|souhaite|souhaitait|demande"
    r"|demandait|rappelle|rappellera|rappeler|appelle|appellera|attend|doit|peut|pour|sur|par|avec|sans|dans|and|or|is"
    r"|was|will|wants|wanted|asks|asked|calls|called|has|had|the|to)\b(?![- ][A-ZÀ-Þ]))"
)
# "DR Nord" is a regional office, "MS" a product: these two count in mixed case only.
_CIVILITY = (
    r"(?<![^\W_])(?:(?i:mmes?|melle|mlle|mesdames|madame|mademoiselle|messieurs|monsieur|mrs|miss|docteur|professeur"
    r"|ma[iî]tre)\b[\s.:_\-]{1,3}|(?:Mme|Mlle|MME|MLLE)(?=[A-Z])|(?:[Mm][Rr]|Ms|[Dd]r|Pr|Mgr|MM|M|m)\.[\s_\-]*"
    r"|(?:[Mm][Rr]|Ms|[Dd]r)[\s_\-]+"
)
_NAMED = re.compile(
    rf"{_CIVILITY})(?:{_PARTICLE}){{0,3}}{_NO_NAME}(?:{_WORD}|[^\W\d_][\w'’\-]*)"
    rf"(?:[\s_]+(?:{_PARTICLE}){{0,3}}{_WORD}){{0,3}}"
    rf"|(?<![\w'’])(?:M|Me|Mr|Pr)[ ](?:{_PARTICLE}){{0,3}}[{_UPPER}][\w'’\-]+"
    rf"(?:[ ](?:{_PARTICLE}){{0,3}}{_WORD}){{0,3}}"
)
_STREET = re.compile(
    r"\b\d{1,4}[ ,]*(?:bis|ter|quater|[A-D])?[ ,]+(?:rue|avenue|av\.?|boulevard|bd|blvd|chemin|impasse|place|all[ée]e|"
    r"route|quai|cours|square|passage|r[ée]sidence|street|road|lane|drive)\b[^,;.\n]{0,60}",
    re.IGNORECASE,
)
_LONG_NUMBER = re.compile(rf"(?<!\d)(?<!\d[/.\-]){_DATE}\d(?:[ .\-/\u00a0\u202f]?\d){{6,}}(?!\d)")
_CAPITALISED = re.compile(rf"(?<![\w'’])[{_UPPER}][\w'’\-]*\.?(?:[ ]+(?:{_PARTICLE}){{0,2}}[{_UPPER}][\w'’\-]*\.?)+")
_INITIALED = re.compile(rf"(?<![\w'’])[{_UPPER}]\.[ ]?[{_UPPER}][\w'’\-]{{2,}}")

_RUN = re.compile(r"\d{25,}")  # longer than a date, a clock and a number written together: a counter
# All but the usual letters and marks: figures of other scripts, characters without width.
_HIDES = re.compile(r"[^\x00-\x7f\u00a0-\u00ac\u00ae-\u024f\u2010-\u2027\u202f\u20ac]")


@lru_cache(maxsize=1 << 16)
def scrubbed(text: str, strict: bool = False) -> str:
    """The text with marks for what names or reaches a person; the same text where there is nothing of the kind.

    strict: for notes that people type: also first name and surname, postal addresses, any number of 7 digits or more.
    """
    plain = told = _plain(text)
    told = _MAIL.sub(MAIL, told) if may_be_mail(told) else told
    told = _IBAN.sub(_bank_account, told)
    told = _NIR.sub(NIR, told)
    told = _PHONE.sub(TEL, told)
    told = _NAMED.sub(NOM, told)
    if strict:
        told = _STREET.sub(ADR, told)
        told = _LONG_NUMBER.sub(TEL, told)
        told = _INITIALED.sub(NOM, told)
        told = _CAPITALISED.sub(_full_name, told)
    return text if told == plain else told


# Keys that hold none of it whatever their digits: a letter and a counter too short or too long for a number; a counter
# of a length that no number has and that begins as none does; letters and figures of a UUID with too few figures.
_HARMLESS = re.compile(r"[A-Za-z]?-?\d{1,8}|[A-Za-z](?:\d{12}|\d{14}|\d{16}|\d{17})|[124-9](?:\d{11}|\d{13})", re.ASCII)
_MAY_HOLD = re.compile(
    rf"\d(?:{_SEP}\d){{8}}|(?<![A-Za-z0-9])[A-Za-z]{{2}}\d\d|2[ABab]|[@＠+ ]|[aA][tT]|[aA][rR][oO]|[^\x00-\x7f]"
    r"|(?i:mme|mel|mll|mad|mes|mon|mr|mis|ms|doc|dr|pro|pr|ma[iî]|mgr|mm?\.|mm)"
)


def any_in_key(keys: Iterable[str | None]) -> list[bool]:
    """`in_key` of each of many keys."""
    harmless, may_hold = _HARMLESS.fullmatch, _MAY_HOLD.search
    return [key is not None and harmless(key) is None and may_hold(key) is not None and in_key(key) for key in keys]


def in_key(text: str) -> bool:
    """Whether a key holds a telephone number, an e-mail address, a NIR or an IBAN."""
    if _HARMLESS.fullmatch(text) or not _MAY_HOLD.search(text):
        return False  # most of a million: told without another look
    plain = _RUN.sub("#", _plain(text))
    if (may_be_mail(plain) and _MAIL.search(plain)) or _KEY_PHONE.search(plain) or _NAMED.search(plain):
        return True
    return any(_is_nir(found[0]) for found in _NIR.finditer(plain)) or any(
        _bank_account(found) == IBAN for found in _IBAN.finditer(plain)
    )


def may_be_mail(text: str) -> bool:
    """Whether a text holds what every e-mail address has; most texts do not, and need no closer look."""
    return "@" in text or "＠" in text or "at" in text.casefold() or "arobase" in text.casefold()


def _plain(text: str) -> str:
    """The text with its figures as 0 to 9 and without characters that show nothing: they would hide a number."""
    if not _HIDES.search(text):
        return text
    shown = (character for character in text if unicodedata.category(character) != "Cf")
    return "".join(str(unicodedata.decimal(character, character)) for character in shown)


def _bank_account(found: re.Match) -> str:
    """The mark where the digits check; French ones are taken out even mistyped, as nothing else looks like them."""
    written = re.sub(r"[^A-Za-z0-9]", "", found[0]).upper()
    turned = "".join(str(int(character, 36)) for character in written[4:] + written[:4])
    french = written.startswith("FR") and len(written) >= 23 and sum(map(str.isdigit, written)) >= 20
    return IBAN if int(turned) % 97 == 1 or french else found[0]


def _is_nir(written: str) -> bool:
    digits = re.sub(r"\W|_", "", written).upper().replace("2A", "19").replace("2B", "18")
    return len(digits) == 15 and digits.isdigit() and 97 - int(digits[:13]) % 97 == int(digits[13:])


def _full_name(found: re.Match) -> str:
    return NOM if any(folded(word) in FIRST_NAMES for word in re.findall(r"[^\W\d_]+", found[0])) else found[0]
