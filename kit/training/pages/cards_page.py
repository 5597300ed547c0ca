"""The role-play cards of a module: three per call, one for each of the caller, the adviser and the observer.

In:   a module, a press.
Out:  Markdown of `modules/<id>/role-play.md`, the cards as HTML (`article.kit-card`), one to print per role.
Why:  who plays the caller knows what the adviser must find out; each role reads its own card only.
Not here: how they are printed (`training/site`).
"""

from __future__ import annotations

from collections.abc import Iterable

from kit.params.contract import Words
from kit.training.pages.press import Press, number
from kit.training.sources.load import ModuleSource
from kit.training.sources.schema import Card
from kit.training.text import markup
from kit.training.text.addresses import slug


def page(press: Press, module: ModuleSource) -> str:
    """The page of a module's cards."""
    name = f"{module.folder}/role-play.md"
    title = press.say("cards_title", title=press.title(module))
    head = markup.front_matter(title=press.say("cards_nav", id=number(module.id)))
    cards = [_card(press, card, name) for card in module.cards]
    back = press.link(press.say("to_lesson"), name, f"{module.folder}/index.md")
    return head + markup.join([f"# {title}", press.say("cards_intro"), print_button(press), *cards, back])


def print_button(press: Press) -> str:
    return f'<button type="button" class="kit-print">{press.say("print")}</button>'


def _card(press: Press, card: Card, name: str) -> str:
    title = markup.plain(press.set(card.title[press.lang]))
    how = press.say("card_how", minutes=press.duration(card.minutes))
    if card.criteria:
        linked = ", ".join(criterion(press, one, name) for one in card.criteria)
        how += press.say("card_criteria", criteria=linked)
    roles = "\n".join((_caller(press, card, name), _adviser(press, card, name), _observer(press, card, name)))
    return f'## {title} {{ #{card.id} }}\n\n{how}\n\n<div class="kit-cards">\n{roles}\n</div>'


def criterion(press: Press, key: str, name: str) -> str:
    """A Markdown link to a criterion of the grid, named."""
    grid = press.sources.grid
    names = {one.id: one.name[press.lang] for one in (*grid.criteria, *grid.eliminatory)} if grid else {}
    label = f"{key} {press.set(names[key])}" if key in names else key
    return press.link(label, name, "grids/listening.md", slug(key))


def _caller(press: Press, card: Card, name: str) -> str:
    caller = card.caller
    opening = _unquoted(press.html(caller.opening_line[press.lang], name))
    parts = [
        _line(press, "card_who", caller.who, name),
        _line(press, "card_situation", caller.situation, name),
        f"<p><strong>{press.say('card_opening')}</strong> <q>{opening}</q></p>",
        _line(press, "card_hidden", caller.hidden, name),
    ]
    reactions = [
        f"<em>{press.html(one.when[press.lang], name)}</em> → {press.html(one.then[press.lang], name)}"
        for one in caller.reacts
    ]
    return _article(press, card, "caller", [*parts, _items(press, "card_reacts", reactions)])


def _unquoted(text: str) -> str:
    """`<q>` writes the quotation marks of the page's language."""
    return text.strip().strip('«»“”"').strip("\u00a0\u202f ")


def _adviser(press: Press, card: Card, name: str) -> str:
    adviser = card.adviser
    parts = [
        _line(press, "card_goal", adviser.goal, name),
        _items(press, "card_knows", _each(press, adviser.knows, name)),
        _items(press, "card_must_not", _each(press, adviser.must_not, name)),
    ]
    return _article(press, card, "adviser", parts)


def _observer(press: Press, card: Card, name: str) -> str:
    watched = [
        f"<strong>{one.criterion}</strong> {press.html(one.look_for[press.lang], name)}" for one in card.observer.watch
    ]
    parts = [_items(press, "card_watch", watched), _items(press, "card_ask", _each(press, card.observer.ask, name))]
    return _article(press, card, "observer", parts)


def _article(press: Press, card: Card, role: str, parts: Iterable[str]) -> str:
    title = press.say(f"card_{role}")
    own = f"{card.id}-{role}"
    call = markup.inline(markup.plain(press.set(card.title[press.lang])))
    body = "\n".join(part for part in parts if part)
    return (
        f'<article class="kit-card kit-card-{role}" aria-labelledby="{own}">\n'
        f'<h3 id="{own}">{title}</h3>\n<p class="kit-card-call">{call}</p>\n{body}\n</article>'
    )


def _line(press: Press, key: str, words: Words, name: str) -> str:
    return f"<p><strong>{press.say(key)}</strong> {press.html(words[press.lang], name)}</p>"


def _each(press: Press, texts: Iterable[Words], name: str) -> list[str]:
    return [press.html(words[press.lang], name) for words in texts]


def _items(press: Press, key: str, texts: list[str]) -> str:
    if not texts:
        return ""
    return f"<p><strong>{press.say(key)}</strong></p>\n<ul>{''.join(f'<li>{text}</li>' for text in texts)}</ul>"
