"""The canonical tables that people keep as lists: actions, incidents, questions, campaigns, training, listening.

In:   nothing.
Out:  `LISTS`: one `Table` of shape register each.
Why:  in one module with the tables of days, either would be read past the other; a list is revised by its key, a day is
      replaced.
Not here: what a column and a table are (`kit.schema_shape`), how a list is taken in (`kit.intake.lists`, `kit.store`).

Moments of a list (`*_local`) are held on the partnership's own clock, as people write them, and not in UTC: nobody who
types 02:30 on the last Sunday of October says which of the two. Who needs UTC decides what it then means; an incident
is never made shorter: its start is the first of the two, its end the second.

No list has a column for a person. `coded` columns hold codes that one side gives; the key to them stays with that side.
"""

from __future__ import annotations

from kit.schema_shape import DONE, OPEN, REGISTER, REVISION, SIDES, STATUSES, WITHDRAWN, Column, Table

ANSWERABLE = (*SIDES, "carrier", "partner", "unknown")
ACTING = (*SIDES, "partner")
KINDS = ("question", "special_case")
CHANNELS = ("letter", "email", "text_message", "call", "web", "press", "partner", "other")
HALF_DAYS = ("morning", "afternoon")
CAMPAIGN = {"envisaged": OPEN, "confirmed": OPEN, "moved": OPEN, "cancelled": WITHDRAWN}
SESSION = {"planned": OPEN, "held": DONE, "cancelled": WITHDRAWN}
PRESENCE = {"expected": OPEN, "signed": DONE, "absent": DONE, "withdrawn": WITHDRAWN}
LISTENED = {"scored": DONE, "withdrawn": WITHDRAWN}


def _day(meaning: str = "", required: bool = False) -> Column:
    return Column("DATE", "local day", meaning, required)


def _moment(meaning: str, required: bool = False) -> Column:
    return Column("TIMESTAMP", "local time", meaning, required)


def _note(meaning: str = "", required: bool = False) -> Column:
    return Column("VARCHAR", meaning=meaning, required=required, free=True)


def _word(known: tuple[str, ...], meaning: str = "", required: bool = False) -> Column:
    return Column("VARCHAR", meaning=meaning, required=required, known=known)


def _text(meaning: str, required: bool = False) -> Column:
    return Column("VARCHAR", meaning=meaning, required=required)


def _code(meaning: str, required: bool = False) -> Column:
    return Column("VARCHAR", meaning=meaning, required=required, coded=True)


def _status(words: tuple[str, ...] = STATUSES) -> Column:
    return Column("VARCHAR", required=True, known=words)


_OWNER = _note("a role or a service, never a person's name")

# What was decided in a meeting. The effect expected is written beforehand, or nothing can be learnt from what came.
ACTIONS = Table(
    "actions",
    "",
    "",
    ("action_key",),
    {
        "action_key": _text("number or name of the action in its list", required=True),
        "what": _note("what is to be done", required=True),
        "owner": _OWNER,
        "acts": _word(SIDES, "the side that acts", required=True),
        "decided_on": _day(required=True),
        "due_on": _day(),
        "figure": _text("the figure that it is to move: an id of the glossary"),
        "effect_expected": _note("what is expected of it, written beforehand"),
        "effect_value": Column(
            "DOUBLE", "unit of the figure", "the change that is expected, down is negative", signed=True
        ),
        "done_on": _day(),
        "status": _status(),
        "remark": _note(),
        **REVISION,
    },
    shape=REGISTER,
    frozen=("figure", "effect_expected", "effect_value"),
)

# A dysfunction of either side, the carrier or a partner. One that is over without an end could not be counted.
INCIDENTS = Table(
    "incidents",
    "",
    "",
    ("incident_key",),
    {
        "incident_key": _text("number of the incident in its list", required=True),
        "what": _note("what did not work", required=True),
        "due_to": _word(ANSWERABLE, "who answers for it; unknown until both sides agree", required=True),
        "partner": _note("the partner concerned, an organisation"),
        "queue": _text("the queue concerned; empty: the whole line"),
        "started_local": _moment("since when", required=True),
        "ended_local": _moment("until when; empty: it lasts"),
        "effect": _note("what callers or advisers met"),
        "cause": _note("as far as it is known"),
        "acts": _word(ACTING, "the side that has to act"),
        "owner": _OWNER,
        "due_on": _day("by when it must be solved"),
        "status": _status(),
        "remark": _note(),
        **REVISION,
    },
    shape=REGISTER,
)

# What the floor could not answer, and cases that need somebody else.
UNRESOLVED = Table(
    "unresolved",
    "provider",
    "",
    ("question_key",),
    {
        "question_key": _text("number of the question or case in its list", required=True),
        "kind": _word(KINDS, required=True),
        "asked_on": _day("when the floor met it", required=True),
        "theme": _note("a word of a list", required=True),
        "partner": _note("the partner concerned, an organisation"),
        "queue": _text("the queue in which it came"),
        "what": _note("the question, without whoever asked it", required=True),
        "acts": _word(ACTING, "the side that must answer", required=True),
        "owner": _OWNER,
        "due_on": _day("by when"),
        "answered_on": _day(),
        "answer": _note(),
        "status": _status(),
        "remark": _note(),
        **REVISION,
    },
    shape=REGISTER,
)

# Told of as soon as it is envisaged and revised as it firms up: when it became what is read from its revisions.
CAMPAIGNS = Table(
    "campaigns",
    "client",
    "",
    ("campaign_key",),
    {
        "campaign_key": _text("short name of the campaign, in the file names of its reports", required=True),
        "what": _note("what is sent or said, and why people may call", required=True),
        "told_on": _day("when this state of it was told to the other side", required=True),
        "starts_on": _day("first day on which people may be reached; of a first wave"),
        "ends_on": _day("last day"),
        "wave_2_on": _day("day of a reminder"),
        "wave_3_on": _day("day of a second reminder"),
        "wave_4_on": _day("day of a third reminder"),
        "channel": _word(CHANNELS, required=True),
        "reach": Column("DOUBLE", "contacts", "how many people it is sent to"),
        "audience": _note("whom it is for"),
        "queue": _text("the queue in which they will call"),
        "expected_extra_calls": Column("DOUBLE", "calls", "calls more than usual, in all, as the client expects them"),
        "status": _status(tuple(CAMPAIGN)),
        "remark": _note(),
        **REVISION,
    },
    shape=REGISTER,
    statuses=CAMPAIGN,
)

# What callers say about another partner of the network. Shown outside the two parties in groups of five or more.
PARTNER_REPORTS = Table(
    "partner_reports",
    "provider",
    "",
    ("report_key",),
    {
        "report_key": _text("number of the report in its list", required=True),
        "heard_on": _day("when callers said so", required=True),
        "partner": _note("an organisation", required=True),
        "theme": _note("a word of a list", required=True),
        "what": _note("what callers say, without whoever said it", required=True),
        "callers": Column("DOUBLE", "callers", "how many callers said so that day"),
        "passed_on": _day("when the partner was told"),
        "answer": _note("what the partner said to it"),
        "owner": _OWNER,
        "status": _status(),
        "remark": _note(),
        **REVISION,
    },
    shape=REGISTER,
)

# Training that is planned and given. Who took part stands in `attendance`.
SESSIONS = Table(
    "sessions",
    "provider",
    "",
    ("session_key",),
    {
        "session_key": _text("number of the session", required=True),
        "what": _note("its title", required=True),
        "kind": _word(("initial", "continuous"), required=True),
        "modules": _note("ids of the modules with their versions: m01 1.2.0, m04 1.0.0", required=True),
        "starts_on": _day(required=True),
        "ends_on": _day(),
        "half_days": Column("DOUBLE", "half-days", "how many it has", required=True),
        "learners": Column("DOUBLE", "learners", "how many are expected"),
        "trainer": _code("a code; the name stays with the provider"),
        "place": _note("a site or a room; at a distance"),
        "cause": _note("of continuous training: the finding that asked for it"),
        "billing": _word(("paid", "rebilled", "not_billed"), "paid: by the client already", required=True),
        "regime": _word(("internal", "training_action"), "as both sides agreed to call it"),
        "status": _status(tuple(SESSION)),
        "remark": _note(),
        **REVISION,
    },
    shape=REGISTER,
    statuses=SESSION,
)

# One learner on one half-day of a session: what is signed is billed, and nothing else.
ATTENDANCE = Table(
    "attendance",
    "provider",
    "",
    ("attendance_key",),
    {
        "attendance_key": _text("session, half-day and learner", required=True),
        "session_key": _text("number of the session in `sessions`", required=True),
        "half_day": Column("DOUBLE", "", "number of the half-day in its session, from 1", required=True),
        "learner": _code("a code; the name stays with the provider", required=True),
        "held_on": _day(required=True),
        "part": _word(HALF_DAYS, required=True),
        "hours": Column("DOUBLE", "h", "hours attended"),
        "status": _status(tuple(PRESENCE)),
        "remark": _note(),
        **REVISION,
    },
    shape=REGISTER,
    statuses=PRESENCE,
)

# One criterion of one call, as one listener scored it. No adviser and no hour of the call: a team and a half-day.
LISTENING = Table(
    "listening",
    "provider",
    "",
    ("listening_key",),
    {
        "listening_key": _text("call, listener and criterion", required=True),
        "call_code": _code("what both listeners write for the same call; never a caller's number", required=True),
        "called_on": _day("day of the call", required=True),
        "part": _word(HALF_DAYS, "half-day of the call", required=True),
        "team": _note("a group of five advisers or more, by a number: never one adviser, nor one person's name"),
        "listened_on": _day("when it was scored"),
        "listener": _code("a code; the name stays with its side", required=True),
        "listener_side": _word(SIDES, required=True),
        "grid_version": _text("version of the listening grid: scores of two versions are not compared", required=True),
        "criterion": _text("C1 to C12 of the grid; E1 to E3, its eliminatory faults", required=True),
        "level": Column("DOUBLE", "", "0, 1 or 2; of a fault 1 where it was heard, else 0; null: could not be heard"),
        "status": _status(tuple(LISTENED)),
        **REVISION,
    },
    shape=REGISTER,
    statuses=LISTENED,
)

LISTS = (ACTIONS, INCIDENTS, UNRESOLVED, CAMPAIGNS, PARTNER_REPORTS, SESSIONS, ATTENDANCE, LISTENING)
