"""The role-play cards of a module: three per call, one for each of the caller, the adviser and the observer.

In:   a module, a writer.
Out:  Markdown of `modules/<id>/role-play.md`, the cards as HTML (`article.kit-card`), one to print per role.
Why:  who plays the caller knows what the adviser must find out; each role reads its own card only.
Not here: how they are printed (`training/site`).
"""

from __future__ import annotations

from collections.abc import Iterable

from kit.params.contract import Words
from kit.training.pages.writer import Writer, number
from kit.training.sources.cards import Card
from kit.training.sources.records import ModuleSource
from kit.training.text import markup
from kit.training.text.addresses import slug


def page(writer: Writer, module: ModuleSource) -> str:
    """The page of a module's cards."""
    name = f"{module.folder}/role-play.md"
    title = writer.say("cards_title", title=writer.title(module))
    head = markup.front_matter(title=writer.say("cards_nav", id=number(module.id)))
    cards = [_card(writer, card, name) for card in module.cards]
    back = writer.link(writer.say("to_lesson"), name, f"{module.folder}/index.md")
    return head + markup.join([f"# {title}", writer.say("cards_intro"), print_button(writer), *cards, back])


def print_button(writer: Writer) -> str:
    return f'<button type="button" class="kit-print">{writer.say("print")}</button>'


def _card(writer: Writer, card: Card, name: str) -> str:
    title = markup.plain(writer.set(card.title[writer.lang]))
    how = writer.say("card_how", minutes=writer.duration(card.minutes))
    if card.criteria:
        linked = ", ".join(criterion(writer, one, name) for one in card.criteria)
        how += writer.say("card_criteria", criteria=linked)
    roles = "\n".join((_caller(writer, card, name), _adviser(writer, card, name), _observer(writer, card, name)))
    return f'## {title} {{ #{card.id} }}\n\n{how}\n\n<div class="kit-cards">\n{roles}\n</div>'


def criterion(writer: Writer, key: str, name: str) -> str:
    """A Markdown link to a criterion of the grid, named."""
    grid = writer.sources.grid
    names = {one.id: one.name[writer.lang] for one in grid.everything} if grid else {}
    label = f"{key} {writer.set(names[key])}" if key in names else key
    return writer.link(label, name, "grids/listening.md", slug(key))


def _caller(writer: Writer, card: Card, name: str) -> str:
    caller = card.caller
    opening = _unquoted(writer.html(caller.opening_line[writer.lang], name))
    parts = [
        _line(writer, "card_who", caller.who, name),
        _line(writer, "card_situation", caller.situation, name),
        f"<p><strong>{writer.say('card_opening')}</strong> <q>{opening}</q></p>",
        _line(writer, "card_hidden", caller.hidden, name),
    ]
    reactions = [
        f"<em>{writer.html(one.when[writer.lang], name)}</em> → {writer.html(one.then[writer.lang], name)}"
        for one in caller.reacts
    ]
    return _article(writer, card, "caller", [*parts, _items(writer, "card_reacts", reactions)])


def _unquoted(text: str) -> str:
    """`<q>` writes the quotation marks of the page's language."""
    return text.strip().strip('«»“”"').strip("\u00a0\u202f ")


def _adviser(writer: Writer, card: Card, name: str) -> str:
    adviser = card.adviser
    parts = [
        _line(writer, "card_goal", adviser.goal, name),
        _items(writer, "card_knows", _each(writer, adviser.knows, name)),
        _items(writer, "card_must_not", _each(writer, adviser.must_not, name)),
    ]
    return _article(writer, card, "adviser", parts)


def _observer(writer: Writer, card: Card, name: str) -> str:
    watched = [
        f"<strong>{one.criterion}</strong> {writer.html(one.look_for[writer.lang], name)}"
        for one in card.observer.watch
    ]
    parts = [_items(writer, "card_watch", watched), _items(writer, "card_ask", _each(writer, card.observer.ask, name))]
    return _article(writer, card, "observer", parts)


def _article(writer: Writer, card: Card, role: str, parts: Iterable[str]) -> str:
    title = writer.say(f"card_{role}")
    own = f"{card.id}-{role}"
    call = markup.inline(markup.plain(writer.set(card.title[writer.lang])))
    body = "\n".join(part for part in parts if part)
    return (
        f'<article class="kit-card kit-card-{role}" aria-labelledby="{own}">\n'
        f'<h3 id="{own}">{title}</h3>\n<p class="kit-card-call">{call}</p>\n{body}\n</article>'
    )


def _line(writer: Writer, key: str, words: Words, name: str) -> str:
    return f"<p><strong>{writer.say(key)}</strong> {writer.html(words[writer.lang], name)}</p>"


def _each(writer: Writer, texts: Iterable[Words], name: str) -> list[str]:
    return [writer.html(words[writer.lang], name) for words in texts]


def _items(writer: Writer, key: str, texts: list[str]) -> str:
    if not texts:
        return ""
    return f"<p><strong>{writer.say(key)}</strong></p>\n<ul>{''.join(f'<li>{text}</li>' for text in texts)}</ul>"
