"""What a page says of sources that were never agreed on: nothing is missing, nobody owes it, and it is named once.

The reviews come from rows, as the store hands them in: what is declared, and what came, cannot drift apart.
"""

import dataclasses
import datetime as dt
from functools import cache

import pages
import pytest
import rows
from bs4 import BeautifulSoup

from kit import present
from kit.analysis import weekly
from kit.period import Period
from kit.present.page.payload import MIME
from kit.present.page.shown import show
from kit.present.parts import declared

WEEK = "2026-W47"
DAYS = Period.week(WEEK).days[:5]
HEATS = {"when-demand", "when-answered", "when-waits"}
BLAME = ("owes", "owed by x", ", owed by", "did not come", "are missing", "neither count")


def _intervals(line, minutes: int, **more) -> None:
    starts = [0] if minutes == 1440 else range(480, 1080, minutes)
    counts = {"received": 105.0, "offered": 100.0, "answered": 91.0, "abandoned": 9.0, "wait_answered_s": 910.0} | more
    times = [f"{day} {at // 60:02d}:{at % 60:02d}" for day in DAYS for at in starts]
    line.deliver("intervals", [{"at": at, "minutes": minutes} | counts for at in times])


def _carrier(line, **more) -> None:
    counts = {"presented": 100.0, "busy": 0.0, "closed": 0.0, "delivered": 100.0} | more
    line.deliver("carrier_counts", [{"at": f"{day} 09:00", "minutes": 30, "number": "0800"} | counts for day in DAYS])


def _calls_alone(line):
    rows.steady_line(line, carrier=False, staffing=False)


def _all_three(line):
    rows.steady_line(line)


def _daily(line):
    _intervals(line, 1440)
    _carrier(line, delivered=105.0, presented=105.0)


def _hourly(line):
    _intervals(line, 60)


def _half_hourly(line):
    _intervals(line, 30)


def _carrier_alone(line):
    _carrier(line)


def _without_waits(line):
    _intervals(line, 30, wait_answered_s=None)


def _without_received(line):
    _intervals(line, 30, received=None)
    _carrier(line)


# Rows, the sections that no source can feed, the gaps that are named.
CASES = {
    "everything": (_all_three, set(), []),
    "calls alone": (_calls_alone, {"two-counts"}, ["carrier", "staffing"]),
    "days": (_daily, HEATS, ["half_hours", "one_by_one", "staffing"]),
    "hours": (_hourly, {"two-counts"}, ["carrier", "one_by_one", "staffing"]),
    "half-hours": (_half_hourly, {"two-counts"}, ["carrier", "one_by_one", "staffing"]),
    "carrier alone": (
        _carrier_alone, {"two-counts", "days", "year", "other-counts", *HEATS}, ["provider"],
    ),
    "no waits": (_without_waits, {"two-counts", "when-waits"}, ["carrier", "waits", "one_by_one", "staffing"]),
    "no count of received calls": (_without_received, {"two-counts"}, ["received", "one_by_one", "staffing"]),
}  # fmt: skip


@cache
def _review(case: str):
    line = rows.Line(rows.contract(), [WEEK])
    CASES[case][0](line)
    return weekly.review(line.tables(), line.contract)


@cache
def _page(case: str, lang: str) -> BeautifulSoup:
    return BeautifulSoup(pages.export(pages.executed(_review(case)), lang), "html.parser")


def _text(soup) -> str:
    return soup.get_text(" ").replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


@pytest.fixture(params=CASES)
def case(request) -> str:
    return request.param


@pytest.mark.slow
def test_a_section_that_no_source_can_feed_is_left_out_with_its_prose_and_its_contents_entry(case, lang):
    """A question on the page that this partnership can never answer is a reproach each Monday."""
    soup, gone = _page(case, lang), CASES[case][1] | {"where"}  # a single queue is compared with none
    every = {cell.id for cell in pages.notebook("bad").cells if cell.cell_type == "markdown"} - {"title"}
    asked = {heading["id"] for heading in soup.find_all("h2") if heading.get("id")} - {"findings"}
    linked = {link["href"][1:] for link in soup.nav.find_all("a")}

    assert asked == every - gone
    assert linked == every - gone


@pytest.mark.slow
def test_what_no_source_can_tell_is_named_once_under_method_with_what_would_feed_it(case, lang):
    """What is left out must be known to be left out, and what it would take."""
    review, soup = _review(case), _page(case, lang)
    says = {
        "fr": "Ce qu'aucun fichier de ce partenariat ne peut dire",
        "en": "What no file of this partnership can tell",
    }
    heads = [heading for heading in soup.find_all("h3") if _text(heading) == says[lang]]

    assert declared.gaps(review) == CASES[case][2]
    if not CASES[case][2]:
        assert heads == []
        return
    assert len(heads) == 1 and "method" in heads[0].find_parent("div", class_="part")["class"]
    assert len(heads[0].find_next("ul").find_all("li")) == len(CASES[case][2])


def test_nobody_owes_what_nobody_declared(case):
    """ "The client owes that file", of a file that no mapping knows, is an invented debt."""
    body = _text(_page(case, "en").main).replace("nobody owes it", "").replace("Each side owes the other", "")

    assert [word for word in BLAME if word in body] == []


def test_a_line_without_a_carrier_starts_its_path_at_the_platform_without_a_word_on_the_carrier():
    """The path is worth reading all the same."""
    path = _text(_page("calls alone", "en").find("div", class_="waterfall"))

    assert "From the platform to the adviser" in path and "carrier" not in path.lower()


def test_the_folded_line_of_the_method_says_that_something_is_named_behind_it():
    """A list that nobody opens has not been told to anybody."""
    line = _text(_page("days", "en").find(id="reading").find_parent("summary"))

    assert "Three things that no file of this partnership can tell are named here." in line
    assert "named here" not in _text(_page("everything", "en").find(id="reading").find_parent("summary"))


def test_a_path_of_the_carrier_alone_says_where_it_ends():
    """What the platform did with the calls is not known; it is not nothing."""
    said = _text(_page("carrier alone", "en").find("div", class_="waterfall").find("p", class_="say"))

    assert said == (
        "The carrier presented 500 calls and delivered 500 calls to the platform; what followed is not known."
    )


def test_days_stay_where_only_daily_counts_come(lang):
    """A daily file tells the days, and the two counts of each day."""
    soup = _page("days", lang)

    assert soup.find("div", class_="part days").find("figure")
    assert soup.find("div", class_="part counts").find("table")


def test_in_a_notebook_a_part_that_nothing_feeds_is_one_quiet_line(lang):
    """In JupyterLab the question stands above the cell: an empty output would look like a fault."""
    shown = present.heat_demand(_review("days"))
    present.use(lang)
    bundle = shown._repr_mimebundle_()
    present.use("fr")

    view = BeautifulSoup(bundle["text/html"], "html.parser")
    assert [one.get("class") for one in view.find_all("p")] == [["note"]]
    assert {"fr": "Non montré", "en": "Not shown"}[lang] in bundle["text/plain"]
    assert bundle[MIME]["html"] == {"fr": "", "en": ""} and bundle[MIME]["tables"]


def test_any_part_can_have_nothing_to_show():
    """A part of another section, or of another report, leaves its section out in the same way."""
    shown = show("queues", lambda voice: "")

    assert "Rien à montrer ici cette semaine." in shown._repr_mimebundle_()["text/plain"]


@pytest.mark.slow
def test_a_section_with_one_empty_part_of_two_stands_without_it():
    """What the other part shows must not vanish with it."""
    nb = pages.executed(pages.week("quiet"))
    cell = next(one for one in nb.cells if one.id == "heat-demand")
    extra = nb.cells[nb.cells.index(cell) - 1 :][1].copy()
    extra["id"], extra["outputs"] = "more", [_output(show("queues", lambda voice: ""))]
    nb.cells.insert(nb.cells.index(cell) + 1, extra)
    soup = BeautifulSoup(pages.export(nb, "en"), "html.parser")

    assert soup.find(id="when-demand") and soup.find("div", class_="heat_demand")
    assert soup.find("div", class_="queues") is None


@pytest.mark.slow
def test_an_analysts_own_output_keeps_a_section_that_is_otherwise_empty():
    """Somebody put it there to be read."""
    nb = pages.executed(_review("days"))
    cell = next(one for one in nb.cells if one.id == "heat-demand")
    cell.outputs.append(pages.nbformat.v4.new_output("display_data", data={"text/plain": "41 by hand"}))
    soup = BeautifulSoup(pages.export(nb, "en"), "html.parser")

    assert soup.find(id="when-demand") and "41 by hand" in soup.get_text()


def _output(shown):
    return pages.nbformat.v4.new_output("execute_result", data=shown._repr_mimebundle_(), execution_count=1)


# What is declared and is not there


def _came(came: dict, ledger: list[dict] = (), **data):
    """The quiet week with nothing on one side, or on both."""
    week = pages.week("quiet")
    days = week.counts_by_day.copy()
    if not came.get("carrier_counts"):
        days[["presented", "busy", "closed", "delivered", "unexplained", "tolerance"]] = float("nan")
    if not came.get("calls"):
        days[["received", "unexplained"]] = float("nan")
    owed = week.deliveries.iloc[:0] if not ledger else pages.weeks.deliveries(*ledger)
    return dataclasses.replace(week, counts_by_day=days, deliveries=owed, data=week.data | {"received": came} | data)


HELD = {"source": "operateur", "owed_by": "client", "table": "carrier_counts", "status": "held"}
ASIDE = {"date": "2026-11-17", "table": "carrier_counts", "owed_by": "client", "state": "set_aside"}
STANDING = {
    "neither came": (_came({}), "neither count came"),
    "the carrier's did not": (_came({"calls": 4500}), "the carrier's counts, owed by Temporary Workers' Social Fund"),
    "the provider's did not": (_came({"carrier_counts": 480}), "the provider's calls, owed by Estuaire Contact Centre"),
    "the carrier's waits": (_came({"calls": 4500}, [HELD]), "came and wait for a confirmation"),
    "the carrier's was set aside": (_came({"calls": 4500}, coverage=[ASIDE]), "came and are set aside"),
    "the provider's counts no received calls": (
        dataclasses.replace(_came({"carrier_counts": 480}), data=pages.week("quiet").data),
        "do not say how many calls the platform received",
    ),
    "the carrier's counts no delivered calls": (
        dataclasses.replace(_came({"calls": 4500}), data=pages.week("quiet").data),
        "do not say how many calls it delivered",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", STANDING)
def test_only_the_side_that_owes_is_named_and_only_for_what_it_owes(case):
    """ "Neither count came" of a week in which one side delivered everything is an insult to that side."""
    review, said = STANDING[case]
    text = _text(BeautifulSoup(present.counts(review).html["en"], "html.parser"))

    assert said in text
    assert ("neither" in text) == (case == "neither came")
    assert ("owed" in text) == ("did not" in case)


def test_the_path_does_not_call_a_confirmed_file_missing():
    """A file that waits is a question to both sides, no debt of one."""
    steps = pages.week("quiet").waterfall
    steps = steps[~steps["step"].isin(["presented", "busy", "closed", "delivered", "unexplained"])]
    review = dataclasses.replace(_came({"calls": 4500}, [HELD]), waterfall=steps.reset_index(drop=True))

    text = _text(BeautifulSoup(present.waterfall(review).html["en"], "html.parser"))

    assert "wait for a confirmation: the path starts at the platform" in text and "owed" not in text


def test_a_declared_table_that_did_not_come_is_still_owed():
    """Leaving out what cannot come must not hide what should have."""
    week = pages.week("quiet")
    review = dataclasses.replace(week, heat=week.heat.iloc[:0])

    text = _text(BeautifulSoup(present.heat_demand(review).html["en"], "html.parser"))

    assert text == "No calls by half-hour came: Estuaire Contact Centre owes that file."


def test_a_review_that_says_nothing_of_its_sources_leaves_nothing_out():
    """Reviews of before, and of another store, are read as if everything could come."""
    week = pages.week("quiet")
    review = dataclasses.replace(week, data={**week.data, "declared": []})

    assert declared.gaps(review) == []
    assert dt.date.fromisoformat(str(DAYS[0])) == DAYS[0]
