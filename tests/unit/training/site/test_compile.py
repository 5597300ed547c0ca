"""The compiled pages: complete, linked, equal from one run to the next, and without what an edition may not know."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from dataclasses import replace
from itertools import product

import pytest

from kit.training.site import compile, editions
from kit.training.site.compile import compile_site, stylesheet
from kit.training.sources.document import SHAPES
from kit.training.text import addresses

TODAY = dt.date(2026, 11, 23)
BUILDS = list(product(("alpha", "beta"), ("learner", "facilitator"), ("fr", "en")))
LESSON = "modules/m01-greeting"


def site(sources, style="alpha", edition="learner", lang="en"):
    return compile_site(sources, style, edition, lang, TODAY)


def nav_pages(nav) -> list[str]:
    found = []
    for entry in nav:
        values = [entry] if isinstance(entry, str) else entry.values()
        for value in values:
            found += [value] if isinstance(value, str) else nav_pages(value)
    return found


@pytest.mark.parametrize(("style", "edition", "lang"), BUILDS)
def test_two_compilations_are_equal(sources, style, edition, lang):
    """Both parties recompute the same hash."""
    assert site(sources, style, edition, lang) == site(sources, style, edition, lang)


@pytest.mark.parametrize(("style", "edition", "lang"), BUILDS)
def test_every_page_is_in_the_navigation_once(sources, style, edition, lang):
    """A page that nothing leads to is a page nobody reads."""
    made = site(sources, style, edition, lang)

    assert sorted(nav_pages(made.nav)) == sorted(made.pages)


@pytest.mark.parametrize(("style", "edition", "lang"), BUILDS)
def test_every_link_leads_to_a_page_and_an_anchor(sources, style, edition, lang):
    """Also from a folder, without a server."""
    made = site(sources, style, edition, lang)
    for page, text in made.pages.items():
        for target in re.findall(r'\]\(([^)\s]+)[^)]*\)|href="([^"]+)"', text):
            check_target(made, page, target[0] or target[1])


def check_target(made, page: str, target: str) -> None:
    if target.startswith("https://"):
        return
    address, _, anchor = target.partition("#")
    to = posixpath.normpath(posixpath.join(posixpath.dirname(page), re.sub(r"\.html$", ".md", address)))
    to = to if address else page
    assert to in made.pages, f"{page}: {target}"
    if anchor:
        assert re.search(rf'\{{ #{re.escape(anchor)} (?:\.[\w-]+ )*\}}|id="{re.escape(anchor)}"', made.pages[to]), (
            f"{page}: {target}"
        )


@pytest.mark.parametrize(("style", "edition", "lang"), BUILDS)
def test_no_page_shows_a_variable_or_a_block(sources, style, edition, lang):
    """Braces on a page tell a learner that nobody looked."""
    for page, text in site(sources, style, edition, lang).pages.items():
        assert not re.search(r"\{\{|\}\}|^:::", text, re.M), page


@pytest.mark.parametrize("edition", ["learner", "facilitator"])
def test_both_languages_have_the_same_pages(sources, edition):
    """The link to the other language is the same path."""
    assert set(site(sources, edition=edition, lang="fr").pages) == set(site(sources, edition=edition, lang="en").pages)


@pytest.mark.parametrize("edition", ["learner", "facilitator"])
def test_no_heading_level_is_skipped(sources, edition):
    """Screen readers go from heading to heading."""
    for page, text in site(sources, edition=edition).pages.items():
        body = re.sub(r"<h(\d)[ >]", lambda match: "\n" + "#" * int(match[1]) + " x", text)
        levels = [len(match) for match in re.findall(r"^(#{1,6}) ", body, re.M)]
        assert levels[0] == 1 and levels.count(1) == 1, page
        assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False)), page


# Editions


KEPT = {
    "fr": ["Total gardé par le formateur : 414.", "Signal réservé : couper la séance à midi."],
    "en": ["Total kept by the facilitator: 414.", "Reserved sign: cut the session at noon."],
}


def secrets(sources, lang: str) -> list[str]:
    """The lines of notes and the certification questions: what only facilitators may read."""
    found = []
    for module in sources.modules.values():
        document = module.texts.get(lang)
        for block in document.blocks("facilitator") if document else ():
            told = [line for line in block.lines if len(line) > 25 and "{{" not in line and not set(line) <= set("|- ")]
            found += [re.sub(r"^- (\w+: )?", "", line) for line in told]
        for question in module.questions:
            if question.certification:
                found += [question.stem[lang], *(choice.feedback[lang] for choice in question.choices)]
    return found


def plain(text: str) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", text).replace("’", "'").replace("“", '"').replace("”", '"')


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_learner_edition_holds_nothing_of_the_facilitators(sources, lang):
    """What is merely hidden is found."""
    everything = plain("\n".join(site(sources, lang=lang).pages.values()))

    assert [text for text in [*secrets(sources, lang), *KEPT[lang]] if plain(text) in everything] == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_facilitator_edition_holds_all_of_it(sources, lang):
    """The leak test above must be able to fail."""
    everything = plain("\n".join(site(sources, edition="facilitator", lang=lang).pages.values()))

    assert [text for text in [*secrets(sources, lang), *KEPT[lang]] if plain(text) not in everything] == []


def test_cutting_leaves_no_note_answer_or_question(sources):
    """The cut comes before Markdown, so that search and page source cannot know."""
    module = sources.modules["m02-local-rules"]

    cut = editions.cut(module, "learner")

    kinds = {block.kind for document in cut.texts.values() for block in document.blocks()}
    assert kinds == {"objectives", "exercise"}
    assert not [question for question in cut.questions if question.certification]
    assert editions.cut(module, "facilitator") is module


def test_certification_cards_stay_with_the_facilitator(tree):
    """Who has read what the caller hides is not certified by the call; the site is searched, not only read."""
    tree.edit(f"{LESSON}/roleplay.yml", "  - id: r1\n", "  - id: r1\n    certification: true\n")
    read = tree.load()
    hidden = plain(read.modules["m01-greeting"].cards[0].caller.hidden["en"])

    learner, trainer = (site(read, edition=edition).pages for edition in ("learner", "facilitator"))

    assert f"{LESSON}/role-play.md" not in learner and hidden not in plain("".join(learner.values()))
    assert hidden in plain(trainer[f"{LESSON}/role-play.md"])


def test_a_module_with_certification_questions_only_has_no_quiz_for_learners(sources):
    """An empty form would be worse than none."""
    module = sources.modules["m01-greeting"]
    kept = tuple(question for question in module.questions if question.certification)
    only = replace(
        sources, modules={module.id: replace(module, quiz=module.quiz.model_copy(update={"questions": kept}))}
    )

    assert f"{LESSON}/quiz.md" not in site(only).pages
    assert "Reserved" not in "".join(site(only).pages.values())


# Styles


def test_another_style_teaches_the_common_modules_in_its_own_words(sources):
    """Re-branding is a change of data."""
    everything = "\n".join(site(sources, "beta").pages.values())

    assert "Allô Beta, hello" in everything and "Shepherds often call" in everything
    assert not re.search("Alpha|docker|Voix du Port|Toit Clair", everything)


def test_a_style_without_a_module_says_what_stands_for_it(sources):
    """The path keeps its place for the module that the client will write."""
    made = site(sources, "beta")

    assert "modules/m02-local-rules/index.md" not in made.pages
    assert "The client’s own module" in made.pages["paths/initial.md"]
    assert "quay" not in made.pages["reasons.md"]


def test_the_colours_of_a_style_become_variables(sources):
    """Both schemes have them all, or a page would be dark on dark."""
    css = stylesheet(sources.styles["beta"])

    assert css.count("--kit-primary: #5b2a6e;") == css.count("--kit-band: #5b2a6e;") == 2


# Pages


def test_the_lesson_shows_what_is_known_about_its_module(sources):
    """Minutes, key points and facts stand once in the sources."""
    page = site(sources).pages[f"{LESSON}/index.md"]

    assert "Time: 60" not in page and "Time: 1\u00a0h" in page
    assert "- [A whole sentence is kept better than an idea](#s1)" in page
    assert "| The longest a caller is kept on hold. | 2\u00a0minutes | Charter of the line, article 4, seen on" in page
    assert "[The quiz (8 questions)](quiz.md)" in page and "guide.md" not in page


def test_the_first_use_of_a_word_leads_to_the_glossary(sources):
    """Later ones, headings, dialogues and quotations stay plain."""
    page = site(sources).pages["micro/u01-hold/index.md"]

    tips = re.findall(r'\[([^\]]+)\]\(\.\./\.\./glossary\.md#hold "([^"]+)"\)\{ \.kit-term \}', page)

    assert tips == [("hold", "The caller waits while one looks something up.")]


def test_a_quiz_is_a_form_with_a_hint_for_each_choice(sources):
    """The script and the styles rely on this markup."""
    page = site(sources).pages[f"{LESSON}/quiz.md"]

    assert page.count("<fieldset ") == page.count("<legend>") == 8
    assert page.count('<p class="kit-feedback" hidden>') == page.count("<label ") == 24
    assert page.count('data-right="1"') == 8
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(set(ids)) == len(ids)
    assert set(re.findall(r'<label for="([^"]+)"', page)) <= set(ids)


def test_each_role_has_its_own_card(sources):
    """Who plays the caller knows what the adviser must find out."""
    page = site(sources).pages[f"{LESSON}/role-play.md"]
    cards = dict(re.findall(r'<article class="kit-card kit-card-(\w+)"(.*?)</article>', page, re.S))

    assert list(cards) == ["caller", "adviser", "observer"]
    assert [role for role, text in cards.items() if "out of credit" in text] == ["caller"]
    assert "<q>Quick, I have a problem!</q>" in cards["caller"]


def test_the_guide_tells_the_plan_by_the_clock(sources):
    """A trainer looks at the clock, not at a sum."""
    page = site(sources, edition="facilitator").pages[f"{LESSON}/guide.md"]

    assert re.findall(r"^\| (\d+:\d\d) \|", page, re.M) == ["9:00", "9:05", "9:20", "9:40", "9:50"]
    assert "A reserved question, number 9." in page


def test_the_guide_of_a_refresher_says_when_it_is_given(sources):
    """A refresher without its signal would be taught out of habit."""
    page = site(sources, edition="facilitator").pages["micro/u01-hold/guide.md"]

    assert "- Average hold time: above the usual of the line\n- Campaign: as soon as it is planned" in page
    assert re.findall(r"^\| (\d+\u00a0min) \| \d", page, re.M) == [
        "0\u00a0min",
        "2\u00a0min",
        "5\u00a0min",
        "11\u00a0min",
    ]


def test_a_module_over_two_half_days_goes_on_in_the_next(tree):
    """Seven hours do not fit one morning."""
    tree.edit(f"{LESSON}/module.yml", "half: am}]", "half: am}, {day: 1, half: pm}]")
    tree.edit(f"{LESSON}/module.yml", "{minutes: 5, step: opening}", "{minutes: 200, step: floor}")

    page = site(tree.load(), edition="facilitator").pages[f"{LESSON}/guide.md"]

    assert re.findall(r"^\| (D\d, \d+:\d\d) \|", page, re.M)[:3] == ["D1, 9:00", "D1, 13:30", "D1, 13:45"]


def test_what_a_later_week_has_of_a_module_begins_at_its_own_minute(tree):
    """A certification in two parts is announced with both: neither the home nor the plan adds them to one morning."""
    later = "weeks:\n  - {week: 6, title: {fr: Fin, en: End}, modules: [m01-greeting]}\n  - week: 1"
    tree.edit("paths/initial.yml", "weeks:\n  - week: 1", later)
    tree.edit(f"{LESSON}/module.yml", "{minutes: 20, step: exercise", "{minutes: 190, step: exercise")
    tree.edit(f"{LESSON}/module.yml", "minutes: 60\n", "minutes: 230\n")
    read = tree.load()

    guide = site(read, edition="facilitator").pages[f"{LESSON}/guide.md"]
    assert re.findall(r"^\| ([DW][^|]+) \|", guide, re.M) == [
        "D1, 9:00", "D1, 9:05", "D1, 9:20", "Week\u00a06, minute 0", "Week\u00a06, minute 10",
    ]  # fmt: skip
    home = site(read).pages["index.md"]
    assert re.findall(r"Greeting in one sentence</a> \(([^)]+)\)", home) == ["20\u00a0min", "3\u00a0h\u00a030\u00a0min"]


def test_the_home_begins_with_all_weeks_in_one_look(sources):
    """How long each takes, and the gate it ends with."""
    page = site(sources).pages["index.md"]

    (step,) = re.findall(r'<li><a href="#week-1">(.*?)</a></li>', page)
    assert re.findall(r"<(?:strong|span)[^>]*>(.*?)</", step) == [
        "Week\u00a01", "First calls", "1\u00a0h\u00a045\u00a0min of class, 2\u00a0h coached", "then: Going live",
    ]  # fmt: skip


def test_the_home_counts_the_time_and_names_the_gate(sources):
    """What it takes, and what must be passed before the first call."""
    page = site(sources).pages["index.md"]

    assert "1\u00a0h\u00a045\u00a0min of training and 2\u00a0h of coached calls, over 1 weeks" in page
    assert "**Going live:** [M1 · Greeting in one sentence](modules/m01-greeting/index.md)." in page


def test_the_home_shows_what_the_weekly_review_asked_for(tree):
    """The same list as in the weekly report."""
    (tree.root / "this_week.yml").write_text(
        "week: 2026-W47\ndue:\n  - {module: u01-hold, why: {fr: Les attentes s'allongent., en: Holds grow longer.}}\n",
        encoding="utf-8",
    )

    page = site(tree.load()).pages["index.md"]

    assert "The review of 2026-W47 asks for:" in page
    assert "[U1 · Putting on hold without losing the caller](micro/u01-hold/index.md) (15\u00a0min): Holds grow" in page
    tree.edit("this_week.yml", "u01-hold", "u09-gone")
    assert "unknown_module" in tree.slugs()


def test_a_fact_past_its_date_says_so_wherever_it_stands(sources):
    """Somebody reads the amount aloud."""
    made = compile_site(sources, "alpha", "learner", "en", dt.date(2028, 1, 1))

    assert "2\u00a0minutes (to be confirmed)" in made.pages["sheets/hold.md"]
    assert "31\u00a0December\u00a02027 (to be confirmed)" in made.pages[f"{LESSON}/index.md"]


def test_a_link_goes_where_its_kind_stands():
    """Relative, so that it works from a folder."""
    assert addresses.relative("modules/m01-a/index.md", "module:m02-b#quiz") == "../m02-b/quiz.md"
    assert addresses.relative("modules/m01-a/index.md", "module:m01-a#e1") == "#e1"
    assert addresses.relative("index.md", "term:answer_rate.agent") == "glossary.md#answer_rate-agent"
    assert addresses.relative("sheets/x.md", "grid:C4", html=True) == "../grids/listening.html#C4"
    assert addresses.relative("index.md", "path:initial") == "paths/initial.md"


@pytest.mark.slow
def test_the_real_tree_checks_clean_and_compiles(real_sources, real_site):
    """What is handed over has no error, in any style, edition or language."""
    from kit.training.rules import check, findings

    wrong = findings.errors(check.check(real_sources, TODAY))

    assert list(findings.lines(wrong, "en")) == []
    for style, edition, lang in product(real_sources.styles, ("learner", "facilitator"), ("fr", "en")):
        made = real_site(style, edition, lang)
        assert sorted(nav_pages(made.nav)) == sorted(made.pages)
        for page, text in made.pages.items():
            assert not re.search(r"\{\{|\}\}|^:::", text, re.M), page
            for target in re.findall(r'\]\(([^)\s]+)[^)]*\)|href="([^"]+)"', text):
                check_target(made, page, target[0] or target[1])


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_real_learner_edition_holds_nothing_of_the_facilitators(real_sources, real_site, lang):
    """The same leak test on what learners get."""
    everything = plain("\n".join(real_site("sample", "learner", lang).pages.values()))
    texts = [text for text in secrets(real_sources, lang) if len(text.split()) >= 6]

    assert texts
    assert [text for text in texts if plain(text) in everything] == []


def test_every_kind_of_block_has_its_page_form():
    """A new kind of block must be shown somehow."""
    from kit.training.pages import lesson

    assert set(lesson._BLOCKS) == set(SHAPES)
    assert compile.Site({}, []).pages == {}
