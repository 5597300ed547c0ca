"""The first screen: the finding as headline, a deck that gives the figures, at most five findings.

In:   a `WeeklyReview`.
Out:  the part "headline", with findings, page and their French and English texts.
Why:  someone who knows no statistics must know after one minute what happened, how much and who acts.
Not here: choosing and ranking findings (`kit.analysis`), one finding's sentence (`findings`).
"""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from kit.analysis.review import OUTSIDE, Finding
from kit.analysis.weekly.result import WeeklyReview
from kit.language.numbers import known
from kit.language.texts import LANGUAGES
from kit.present import html
from kit.present.page.masthead import masthead
from kit.present.page.shown import Shown
from kit.present.parts import incomplete, reading
from kit.present.voice import Voice, plain, voice
from kit.present.weekly import carried, findings

MOST = 5
CLEAR_GAP = 0.005  # a rate missed by less is told by its value: "one call in ten" would say too much


def headline(review: WeeklyReview) -> Shown:
    """The headline, the deck and the findings."""
    ranked = sorted(review.findings, key=lambda finding: finding.rank)[:MOST]
    found = [_json(finding, review) for finding in ranked]
    views = {lang: str(_html(review, ranked, voice(lang))) for lang in LANGUAGES}
    return Shown("headline", views, style=True, findings=found, page=_page(review))


def _json(finding: Finding, review: WeeklyReview) -> dict:
    told = {lang: findings.in_words(finding, review, voice(lang)) for lang in LANGUAGES}
    base = {"rank": finding.rank, "kind": finding.kind, "figure": finding.figure, "calls": finding.calls}
    said = next(iter(told.values()))
    base |= {"side": said.counted_by, "due_to": said.due_to, "acts": said.acts, "fields": finding.fields}
    return base | {lang: plain(one.text) for lang, one in told.items()}


def _page(review: WeeklyReview) -> dict:
    titles = {lang: lead(review, voice(lang)) for lang in LANGUAGES}
    return masthead(review, titles, reading.state(review))


def _html(review: WeeklyReview, ranked: list[Finding], voice: Voice) -> Markup:
    parts = [html.tag("h1", lead(review, voice)), html.tag("p", html.join(deck(review, voice), " "), kind="deck")]
    stories = [finding for finding in ranked if finding.kind != "all_kept"]
    if stories:
        heading = html.tag("h2", voice.say("finding.heading"), kind="kicker", id="findings")
        parts += [heading, html.listing((_item(one, review, voice) for one in stories), ordered=True, kind="find")]
    return html.tag("header", *parts, kind="front")


def _item(finding: Finding, review: WeeklyReview, voice: Voice) -> Markup:
    told = findings.in_words(finding, review, voice)
    who = findings.who(told, voice)
    first = [html.tag("b", who[0], kind="owner")] if told.acts else who[:1]
    return html.tag("p", told.text) + html.tag("p", html.join([*first, *who[1:], told.note], " · "), kind="note")


# The headline


def lead(review: WeeklyReview, voice: Voice) -> str:
    """The finding as a headline, without markup."""
    text = _lead(review, voice)
    return voice.capital(plain(text))


def _lead(review: WeeklyReview, voice: Voice) -> str:
    judged = review.judged[review.judged["objective"].notna()]
    kept, missed = judged[judged["status"] == "kept"], main_figure(review)
    mixed = next((finding for finding in review.findings if finding.kind == "mixed"), None)
    doubt = next((finding for finding in review.findings if finding.kind in findings.DOUBTS), None)
    if doubt:
        return voice.plain("lead.to_check", what=findings.doubted(doubt, voice))
    if incomplete.unjudged(review) and missed is None:
        return incomplete.lead(review, voice)
    if missed is not None:
        return _missed(review, missed, voice)
    if mixed:
        return _mixed(review, mixed, voice)
    if len(kept):
        return _kept(review, kept, voice)
    return _missing(review, voice) if len(judged) else _plain_figure(review, voice)


def _missed(review: WeeklyReview, row: pd.Series, voice: Voice) -> str:
    """What was missed, and what of it the analysis lets the headline name."""
    return carried.lead(_statement(row, review, voice), missed_finding(review), voice)


def missed_finding(review: WeeklyReview) -> Finding | None:
    """The first finding of a missed objective; None without any."""
    ranked = sorted(review.findings, key=lambda one: one.rank)
    return next((one for one in ranked if one.kind == "objective_missed"), None)


def main_figure(review: WeeklyReview) -> pd.Series | None:
    """The missed objective that leads: the one of the first finding, else the contract's first; None without any."""
    missed = review.judged[review.judged["status"] == "missed"]
    if missed.empty:
        return None
    named = missed_finding(review)
    mine = missed[missed["figure"] == (named.figure if named else "")]
    return (mine if len(mine) else missed).iloc[0]


def _statement(row: pd.Series, review: WeeklyReview, voice: Voice) -> str:
    """What was missed: "Un appel sur sept n'a pas été décroché", or the figure and what was promised."""
    answer = voice.duration(review.thresholds["answer_s"])
    lost, key = 1 - row["value"], f"lead.lost.{row['family']}"
    if voice.has(key) and 1 / 12 <= lost <= 0.55 and row["gap"] < -CLEAR_GAP:
        return voice.plain(key, share=_one_in(lost, voice), answer=answer)
    objective = voice.objective(row["objective"], row["unit"])
    fields = {"figure": voice.title(row), "value": reading.value(row, voice), "objective": objective, "answer": answer}
    return plain(voice.first(f"lead.missed.{row['family']}", "lead.missed.other", **fields))


def _one_in(share: float, voice: Voice) -> str:
    number = round(1 / share)
    how = "exact" if abs(share * number - 1) < 0.02 else "more" if share > 1 / number else "less"
    return voice.plain(f"lead.share.{how}", n=reading.word(voice, number))


def _mixed(review: WeeklyReview, mixed: Finding, voice: Voice) -> str:
    families = dict.fromkeys(review.figure(one["figure"])["family"] for one in mixed.fields["worse"])
    return voice.plain("lead.mixed", worse=voice.listed([voice.plain(f"lead.worse.{one}") for one in families]))


def _missing(review: WeeklyReview, voice: Voice) -> str:
    """Nothing can be judged: what is missing, the provider's own before what judges nothing."""
    said = incomplete.sentences(review, voice, "lead.missing", *incomplete.PROVIDER)
    said = said or incomplete.sentences(review, voice, "lead.missing")
    return plain(said[0]) if said else incomplete.nothing(review, voice)


def _kept(review: WeeklyReview, kept: pd.DataFrame, voice: Voice) -> str:
    promise = plain(reading.by_number(voice, "lead.promise", len(kept)))
    outage = next((finding for finding in review.findings if finding.kind == "outage"), None)
    if outage:
        return voice.plain("lead.kept_outage", promise=promise, when=findings.part_of_day(outage.fields, voice))
    odd = _odd(review)
    if odd is not None:
        but = f"{odd['family']}.{reading.place(odd)}", f"other.{reading.place(odd)}"
        said = plain(voice.first(*(f"lead.but.{one}" for one in but), figure=voice.title(odd)))
        return voice.plain("lead.kept_but" if odd["signal"] == "worse" else "lead.kept_and", promise=promise, but=said)
    far = reading.far_days(review)
    if len(far):
        day = far.iloc[0]
        delta = voice.percent(day["offered"] / day["usual_offered"] - 1) if day["usual_offered"] else voice.nothing
        calls = voice.count("count.calls", day["offered"])
        return voice.plain("lead.kept_day", promise=promise, day=voice.day(day["local_date"]), calls=calls, delta=delta)
    return voice.plain("lead.kept", promise=promise) if quiet(review) else promise


def _odd(review: WeeklyReview) -> pd.Series | None:
    """The unusual figure that stands beside kept objectives: one that got worse, else one without a good side."""
    rows = [row for _, row in review.judged.iterrows() if reading.place(row) in ("high", "low")]
    for signals in (("worse",), ("higher", "lower")):
        found = next((row for row in rows if row["signal"] in signals), None)
        if found is not None:
            return found
    return None


def quiet(review: WeeklyReview) -> bool:
    """Whether the week has nothing to tell: every objective kept, all data there, no finding."""
    kinds = {finding.kind for finding in review.findings}
    whole = bool(review.data.get("complete", True))
    return kinds == {"all_kept"} and whole and reading.far_days(review).empty


def _plain_figure(review: WeeklyReview, voice: Voice) -> str:
    """A line without objectives: its first figure, beside the week before."""
    named = review.judged if len(review.judged) else review.figures[review.figures["figure"] == "answer_rate.agent"]
    rows = named[named["value"].notna()]
    if rows.empty:
        return _missing(review, voice)
    row = rows.iloc[0]
    key = "lead.plain" if known(row["previous"]) else "lead.plain_alone"
    shown = {name: voice.value(row[name], row["unit"]) for name in ("value", "previous")}
    return voice.plain(key, figure=voice.title(row), **shown)


# The deck


def deck(review: WeeklyReview, voice: Voice) -> list[Markup]:
    """Two to four sentences: the first figure, how many objectives hold, how many calls, what data is missing."""
    story = carried.deck(missed_finding(review), voice)
    sentences = [*_first_figure(review, voice), *story, _tally(review, voice), _volume(review, voice)]
    sentences += incomplete.same_days(review, voice)
    mixed = next((finding for finding in review.findings if finding.kind == "mixed"), None)
    if mixed and main_figure(review) is not None:  # else the headline says it
        sentences.insert(-1, voice.say("deck.mixed", what=_mixed(review, mixed, voice)))
    if quiet(review) and not review.judged["signal"].isin([*OUTSIDE, "new_level"]).any():
        sentences.append(voice.say("deck.quiet"))
    state = reading.state(review)
    if state == "incomplete":
        sentences += incomplete.sentences(review, voice, "deck.incomplete")
    elif state == "to_check":
        sentences.append(voice.say("deck.to_check"))
    return [sentence for sentence in sentences if sentence]


def _first_figure(review: WeeklyReview, voice: Voice) -> list[Markup]:
    judged = review.judged[review.judged["value"].notna()]
    if judged.empty:
        return []
    missed = main_figure(review)
    row = judged.iloc[0] if missed is None else missed
    fields = {"figure": voice.title(row), "value": reading.value(row, voice)}
    if incomplete.unjudged(review) and row["status"] == "not_judged":
        return [voice.say("deck.partial", **fields)]
    if not known(row["objective"]):
        said = [voice.say("deck.followed", **fields)]
    else:
        said = [voice.say("deck.judged", objective=voice.objective(row["objective"], row["unit"]), **fields)]
    at = reading.place(row)
    if at in ("usual", "high", "low"):
        said.append(voice.say(f"deck.{at}", band=reading.band(row, voice)))
    elif known(row["previous"]):
        said.append(voice.say("deck.before", previous=voice.value(row["previous"], row["unit"])))
    return said


def _tally(review: WeeklyReview, voice: Voice) -> Markup:
    judged = review.judged[review.judged["objective"].notna()]
    if judged.empty:
        begins = reading.begins_later(review, voice)
        return voice.say("deck.not_begun", day=begins) if begins else voice.say("deck.no_objective")
    kept, missed = (int((judged["status"] == status).sum()) for status in ("kept", "missed"))
    if kept == len(judged):
        return voice.say("deck.tally_all_kept")
    if missed == len(judged):
        return reading.by_number(voice, "deck.tally_none_kept", missed)
    if not kept and not missed:
        return Markup("")
    unjudged = len(judged) - kept - missed
    if unjudged:
        counts = {"kept": kept, "missed": missed, "unjudged": unjudged}
        return voice.say("deck.tally_open", **{name: voice.number(count) for name, count in counts.items()})
    return voice.say("deck.tally_mixed", kept=voice.number(kept), all=voice.number(len(judged)))


def _volume(review: WeeklyReview, voice: Voice) -> Markup:
    row = review.figure("vol.offered")
    if not known(row["value"]):
        return Markup("")
    if incomplete.unjudged(review):
        part = incomplete.known_part(review, voice)
        return voice.count("deck.volume_partial" if part else "deck.volume_known", row["value"], part=part)
    than = Markup("")
    if known(row["center"]) and row["center"]:
        than = voice.say("deck.volume_than", delta=voice.percent(row["value"] / row["center"] - 1))
    return voice.count("deck.volume", row["value"], than=than)
