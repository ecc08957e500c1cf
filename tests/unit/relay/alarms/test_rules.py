"""Each rule on both sides of its limit, over snapshots made by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sceau.errors import Language
from sceau.relay.alarms.letters import letter, said
from sceau.relay.alarms.rules import RULES, alarms
from sceau.relay.alarms.snapshot import Days, Differing, Queue, Shop, Silence, Snapshot, Witnessing
from sceau.relay.alarms.standing import Standing

NOW = datetime(2026, 10, 14, 15, 0, tzinfo=UTC)
WELL = Snapshot(NOW, NOW - timedelta(days=1), worker_seen=NOW, compared=NOW)
SHOP = Shop("990000001", "Officine inventée")


def silent(hour: int, *, sends: bool = False, finess: str = "990000001") -> Silence:
    return Silence(Shop(finess), NOW.replace(hour=hour), sends)


def names(**changes: Any) -> list[str]:  # noqa: ANN401 (whatever a snapshot has)
    return [one.name for one in alarms(replace(WELL, **changes))]


def test_a_relay_that_is_well_raises_nothing() -> None:
    assert alarms(WELL) == []


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        (
            "queue-old",
            {"queue": Queue(3, NOW - timedelta(minutes=16))},
            {"queue": Queue(3, NOW - timedelta(minutes=15))},
        ),
        ("envelopes-dead", {"queue": Queue(dead=1)}, {"queue": Queue(waiting=1, oldest=NOW)}),
        ("intake-closed", {"lack": "disk"}, {"lack": None}),
        ("envelopes-ageing", {"ageing": 1}, {"ageing": 0}),
        (
            "success-low",
            {"days": Days(accepted=100, delivered=94)},
            {"days": Days(accepted=100, delivered=95)},
        ),
        (
            "success-low",
            {"days": Days(accepted=20, delivered=20, rejected=2)},
            {"days": Days(accepted=19, delivered=19, rejected=2)},
        ),
        (
            "success-low",
            {"days": Days(accepted=100, waiting=20, delivered=75)},
            {"days": Days(accepted=100, waiting=20, delivered=76)},
        ),
        ("books-differ", {"differing": (Differing(SHOP, "2026-10-13", 2),)}, {"differing": ()}),
        ("board-short", {"short": (Differing(SHOP, "2026-10-13", 2),)}, {"short": ()}),
        ("pharmacy-silent", {"silences": (silent(13),)}, {"silences": (silent(14),)}),
        ("pharmacy-silent", {"silences": (silent(9),)}, {"silences": (silent(9, sends=True),)}),
        (
            "worker-gone",
            {"worker_seen": NOW - timedelta(minutes=2, seconds=1)},
            {"worker_seen": NOW - timedelta(minutes=2)},
        ),
        ("worker-gone", {"worker_seen": None}, {"worker_seen": None, "started": NOW - timedelta(minutes=2)}),
        (
            "nothing-compared",
            {"compared": NOW - timedelta(minutes=31)},
            {"compared": NOW - timedelta(minutes=31), "started": NOW - timedelta(minutes=30)},
        ),
        (
            "certificate-ends",
            {"certificates": {"relay.example": NOW + timedelta(days=13)}},
            {"certificates": {"relay.example": NOW + timedelta(days=14)}},
        ),
        ("certificate-bad", {"certificates": {"relay.example": None}}, {"certificates": {}}),
        (
            "key-ends",
            {"keys": {"register": NOW + timedelta(days=13), "notifier": NOW + timedelta(days=8)}},
            {"keys": {"register": NOW + timedelta(days=14), "notifier": NOW + timedelta(days=7)}},
        ),
        ("signer-ends", {"signer": NOW + timedelta(days=29)}, {"signer": NOW + timedelta(days=30)}),
        (
            "witness-behind",
            {"witnesses": (Witnessing("witness.example", behind=True),)},
            {"witnesses": (Witnessing("witness.example", behind=False),)},
        ),
        (
            "ledger-unseen",
            {"unseen": NOW - timedelta(minutes=15, seconds=1)},
            {"unseen": NOW - timedelta(minutes=15)},
        ),
        ("ledger-fork", {"findings": (("ledger-fork", "register.example"),)}, {"findings": ()}),
    ],
)
def test_a_rule_speaks_beyond_its_limit_and_not_at_it(name: str, wrong: dict[str, Any], right: dict[str, Any]) -> None:
    assert (names(**wrong), names(**right)) == ([name], [])


@pytest.mark.parametrize("registered", [60, 90])
def test_the_register_counted_a_moment_before_or_after_is_no_part_of_the_rate(registered: int) -> None:
    days = Days(accepted=100, waiting=25, delivered=75, registered=registered)
    assert (days.success, names(days=days)) == (1.0, [])


def test_when_most_are_silent_that_is_one_alarm() -> None:
    shops = [silent(9, finess=f"99000000{number}") for number in range(6)]
    others = [silent(9, sends=True, finess=f"99000001{number}") for number in range(5)]
    assert names(silences=(*shops, *others)) == ["all-silent"]


def test_when_half_are_silent_each_is_named() -> None:
    shops = [silent(9, finess=f"99000000{number}") for number in range(5)]
    others = [silent(9, sends=True, finess=f"99000001{number}") for number in range(5)]
    assert names(silences=(*shops, *others)) == ["pharmacy-silent"] * 5


@pytest.mark.parametrize(
    ("language", "what", "remedy"),
    [
        ("fr", "Officine inventée (990000001), 13 octobre 2026\u202f: une enveloppe diffère", "--day 2026-10-13 la"),
        ("en", "Officine inventée (990000001), 13 October 2026: one envelope differs", "--day 2026-10-13 names it"),
    ],
)
def test_a_sentence_has_its_day_in_words_and_its_command_as_it_is_typed(
    language: Language, what: str, remedy: str
) -> None:
    [alarm] = alarms(replace(WELL, differing=(Differing(SHOP, "2026-10-13", 1),)))
    told = said(alarm.name, alarm.subject, alarm.facts, language)
    assert (told.what.startswith(what), remedy in told.do) == (True, True)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_sentence_that_people_read_has_a_day_as_machines_write_it(language: Language) -> None:
    wrong = replace(
        WELL,
        differing=(Differing(SHOP, "2026-10-13", 2),),
        short=(Differing(SHOP, "2026-10-13", 2),),
        certificates={"b.example": NOW},
        keys={"register": NOW},
        signer=NOW,
    )
    found = [said(one.name, one.subject, one.facts, language).what for one in alarms(wrong)]
    assert len(found) == 5
    assert [what for what in found if "2026-" in what] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_one_is_said_as_one(language: Language) -> None:
    wrong = replace(
        WELL,
        queue=Queue(1, NOW - timedelta(hours=1), dead=1),
        differing=(Differing(SHOP, "2026-10-13", 1),),
        short=(Differing(SHOP, "2026-10-13", 1),),
        ageing=1,
    )
    found = [said(one.name, one.subject, one.facts, language).what for one in alarms(wrong)]
    one = {"fr": " une ", "en": " one "}[language]
    assert len(found) == 5
    assert [what for what in found if one not in f" {what.lower()}"] == []


def test_a_mail_counts_what_is_raised_and_what_is_over() -> None:
    raised = Standing(1, "worker-gone", "", {}, NOW, None)
    over = replace(raised, cleared_at=NOW)
    subjects = [letter(those, "https://relay.example").subject for those in ([raised], [raised, raised, over, over])]
    assert subjects == [
        "Sceau\u202f: 1 alarme, 0 levée / 1 alarm, 0 over",
        "Sceau\u202f: 2 alarmes, 2 levées / 2 alarms, 2 over",
    ]


def test_every_rule_says_in_its_docstring_when_it_speaks() -> None:
    assert [rule for rule in RULES if not rule.__doc__] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_alarm_has_its_sentences(language: Language) -> None:
    wrong = replace(
        WELL,
        worker_seen=None,
        compared=None,
        queue=Queue(3, NOW - timedelta(hours=1), dead=1),
        days=Days(accepted=100),
        differing=(Differing(SHOP, "2026-10-13", 2),),
        short=(Differing(SHOP, "2026-10-13", 2),),
        silences=(silent(9),),
        certificates={"a.example": None, "b.example": NOW},
        keys={"register": NOW},
        signer=NOW,
        witnesses=(Witnessing("witness.example", behind=True),),
        findings=(("ledger-fork", "register.example"),),
        lack="backlog",
        ageing=2,
        unseen=NOW - timedelta(hours=1),
    )
    many = replace(WELL, silences=tuple(silent(9, finess=f"99000000{number}") for number in range(6)))
    found = [*alarms(wrong), *alarms(many)]
    texts = [said(one.name, one.subject, one.facts, language) for one in found]
    assert len({one.name for one in found}) == len(RULES) + 2  # two rules raise either of two alarms
    assert [text for text in texts if "{" in text.what + text.do or not text.do] == []
