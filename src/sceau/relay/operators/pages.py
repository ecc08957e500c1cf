"""The operator's pages: whole when they are asked for, so that they are read without a script and printed as they are.

The one idea: each is metadata, each look is in the journal, in the transaction that reads.
"""

import csv
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from io import StringIO
from typing import Any, Final

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from sceau.relay.alarms.letters import said
from sceau.relay.alarms.standing import Standing
from sceau.relay.journal.entry import Action, write
from sceau.relay.operators import overview as reading
from sceau.relay.operators import plots, steps, whereabouts
from sceau.relay.operators.accounts import Operator, acting, may_look
from sceau.relay.operators.words import LANGUAGE, Words
from sceau.relay.requests import RelayRequest
from sceau.web import headers
from sceau.web.clock import day_of
from sceau.web.database import Database
from sceau.web.problems import Refusal

Shown = Callable[[RelayRequest, Database, Operator, Words], HttpResponseBase]
_WATCHED: Final = timedelta(minutes=5)
_NUMBERS: Final = ("captured", "accepted", "delivered", "waiting", "dead", "registered", "rejected", "differs")
_TYPED: Final = 80


def for_operators(show: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page that only an operator sees; everybody else sees where to sign in."""

    @wraps(show)
    def page(request: RelayRequest, **places: Any) -> HttpResponseBase:  # noqa: ANN401 (parts of the address)
        words = words_of(request)
        try:
            with request.relay.pool.connection() as connection, connection.transaction():
                operator = acting(request, connection, may_look)
                return show(request, connection, operator, words, **places)
        except Refusal:
            return _page(request, words, "signin", {"status": 401}, status=401)

    return page


@require_GET
@for_operators
def overview(request: RelayRequest, connection: Database, operator: Operator, words: Words) -> HttpResponseBase:
    """Is it well: alarms, the queue, the rate, fourteen days."""
    now = request.relay.clock.now()
    seen = reading.read_overview(connection, now)
    _note(connection, operator, request, "overview")
    queue = plots.line(seen.samples, now)
    watched, compared = seen.seen["watch"], seen.seen["compared"]
    shown = {
        "operator": operator,
        "alarms": [_alarm(one, words) for one in seen.alarms],
        "past": [_alarm(one, words) for one in seen.past],
        "headline": _headline(seen, words),
        "watched": words("alarms.empty", age=words.age((now - watched).total_seconds()))
        if watched is not None and _is_watched(seen)
        else "",
        "compared": words("days.compared", age=words.age((now - compared).total_seconds())) if compared else "",
        "tiles": _tiles(seen, words),
        "bars": [(one, words.day(one.total.day)) for one in plots.bars(seen.totals)],
        "days_top": words("days.top", count=words.number(plots.highest_day(seen.totals))),
        "any_day": any(one.accepted or one.registered for one in seen.totals),
        "queue": queue,
        "queue_top": words("queue.top", count=words.number(queue.most)),
        "ticks": [(one.place, words.moment(one.at)) for one in queue.ticks],
        "samples": [(words.moment(one.at), one.waiting, words.age(one.age)) for one in reversed(seen.samples)],
    }
    return _page(request, words, "overview", shown)


@require_http_methods(["GET", "POST"])
@for_operators
def record(request: RelayRequest, connection: Database, operator: Operator, words: Words) -> HttpResponseBase:
    """Where is my record: one field, one answer."""
    typed = str(request.POST.get("record", ""))[:_TYPED] if request.method == "POST" else ""
    asked = whereabouts.understand(typed)
    shown: dict[str, Any] = {"operator": operator, "typed": typed}
    if asked is None:
        return _page(request, words, "record", {**shown, "error": words("where.not-understood") if typed else ""})
    now, keep_days = request.relay.clock.now(), request.relay.settings.keep_days
    answer = whereabouts.find(connection, asked, operator, now=now, keep_days=keep_days)
    found = [
        (one, words.day(one.day), steps.summary(one, words), steps.steps(one, words, now)) for one in answer.envelopes
    ]
    rows = [
        (words("where.row", number=asked.number, day=words.day(one.day)), words(f"row.{one.state}"))
        for one in answer.rows
    ]
    days = reading.read_shop(connection, answer.pharmacy, now) if answer.pharmacy and not found else []
    shown |= {
        "found": found,
        "several": words("where.several", count=len(found)) if len(found) > 1 else "",
        "rows": rows,
        "shop": "" if found else " · ".join(part for part in (answer.shop, answer.finess) if part),
        "days": [(one, words.day(one.day)) for one in days],
        "nothing": [] if found or rows else _nothing(asked, answer, words, keep_days=keep_days),
    }
    return _page(request, words, "record", shown)


@require_GET
@for_operators
def one_day(
    request: RelayRequest, connection: Database, operator: Operator, words: Words, *, day: int
) -> HttpResponseBase:
    """Every pharmacy of a day, those that differ first."""
    lines = reading.read_day(connection, day)
    _note(connection, operator, request, "day")
    differing = reading.read_differing(connection, day)
    shown = {
        "operator": operator,
        "day": day,
        "title": words.day(day),
        "lines": [
            (one, [(found, words(f"difference.{how}"), words(f"difference.{how}.do")) for found, how in one.ids])
            for one in lines
        ],
        "verdict": words("day.differs", count=differing) if differing else words("day.agrees"),
        "differing": differing,
        "shown": words("day.shown", count=reading.SHOWN) if len(lines) == reading.SHOWN else "",
        "before": day - 1 if day else None,
        "after": day + 1 if day < day_of(request.relay.clock.now()) else None,
    }
    return _page(request, words, "day", shown)


@require_GET
@for_operators
def one_day_file(
    request: RelayRequest, connection: Database, operator: Operator, words: Words, *, day: int
) -> HttpResponseBase:
    """The same as a file, of all pharmacies."""
    del words
    lines = reading.read_day(connection, day, limit=None)
    _note(connection, operator, request, "file")
    text = StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["finess", "shop", *_NUMBERS, "ids"])
    for one in lines:
        numbers = ["" if (value := getattr(one.line, name)) is None else value for name in _NUMBERS]
        ids = " ".join(found for found, _ in one.ids)
        writer.writerow([_cell(value) for value in (one.finess, one.shop, *numbers, ids)])
    file = f'attachment; filename="sceau-{day}.csv"'
    content = "\ufeff" + text.getvalue()
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": file})


@require_GET
def join(request: RelayRequest) -> HttpResponseBase:
    """Where an invitation's link leads: the token stays behind the `#`."""
    return _page(request, words_of(request), "join", {})


def words_of(request: RelayRequest) -> Words:
    """French, unless the browser asks for English first or somebody has chosen."""
    chosen = request.GET.get("lang")
    if chosen in ("fr", "en"):
        request.session[LANGUAGE] = chosen
    kept = request.session.get(LANGUAGE)
    preferred = request.headers.get("Accept-Language", "fr")[:2].lower()
    return Words("en" if (kept or preferred) == "en" else "fr")


def _page(
    request: RelayRequest, words: Words, name: str, shown: dict[str, Any], *, status: int = 200
) -> HttpResponseBase:
    other = "en" if words.language == "fr" else "fr"
    context = {
        "w": words.all(),
        "language": words.language,
        "other": other,
        "demo": request.relay.settings.demo,
        "address": request.path,
        **shown,
    }
    return headers.operator_page(render(request, f"relay/operator/{name}.html", context, status=status))


def _note(connection: Database, operator: Operator, request: RelayRequest, what: str) -> None:
    write(connection, at=request.relay.clock.now(), actor=operator.actor, action=Action.OPERATOR_LOOKED, detail=what)


def _alarm(one: Standing, words: Words) -> dict[str, Any]:
    sentence = said(one.name, one.subject, one.facts, words.language)
    until = None if one.cleared_at is None else words.moment(one.cleared_at)
    return {"what": sentence.what, "do": sentence.do, "since": words.moment(one.raised_at), "until": until}


def _is_watched(seen: reading.Overview) -> bool:
    looked = seen.seen["watch"]
    return looked is not None and seen.now - looked < _WATCHED


def _headline(seen: reading.Overview, words: Words) -> str:
    if seen.alarms:
        return words("alarms.some", count=len(seen.alarms))
    return words("alarms.none" if _is_watched(seen) else "alarms.blind")


def _tiles(seen: reading.Overview, words: Words) -> list[tuple[str, str, str]]:
    """(value, what it is, how it is shown)."""
    oldest, rate, dead = seen.queue.oldest, seen.days.success, seen.queue.dead
    waits = words.age((seen.now - oldest).total_seconds()) if oldest else "–"
    return [
        (words.number(seen.queue.waiting), words.counted("tile.queue", seen.queue.waiting), ""),
        (waits, words("tile.oldest" if oldest else "tile.oldest.none"), ""),
        (words.percent(rate), words("tile.success"), "") if rate is not None else ("–", words("tile.success.none"), ""),
        (words.number(dead), words.counted("tile.dead", dead), "wrong" if dead else ""),
    ]


def _nothing(asked: whereabouts.Asked, answer: whereabouts.Answer, words: Words, *, keep_days: int) -> list[str]:
    """What is said without an envelope to show, and what to do; nothing where a pharmacy's days are the answer."""
    if answer.elsewhere is not None:
        return [words(f"difference.{answer.elsewhere}"), words(f"difference.{answer.elsewhere}.do")]
    if asked.finess and answer.pharmacy is None:
        return [words("where.no-pharmacy")]
    if asked.number is not None:
        return [words("where.no-row")]
    if asked.finess and not asked.prefix:
        return []
    return [words("where.none"), words("where.none.do", days=keep_days)]


def _cell(value: object) -> object:
    """A name that a spreadsheet would take for a formula is text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t")) else value
