"""Somebody leaves the pharmacy: at once, and for what comes after."""

import psycopg
import pytest
from playwright.sync_api import expect
from tests.journeys.counter.conftest import NewTill
from tests.journeys.counter.team import joins_team, removes
from tests.journeys.counter.till import Somebody

from sceau.demo.shops import Opening
from sceau.demo.world import World
from sceau.envelope.access import Kit
from sceau.envelope.enrol import epoch_seed
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.pharmacy_log import PharmacyLog


def log_of(world: World, finess: str) -> PharmacyLog:
    """As anybody can replay it."""
    entries = """
    SELECT entry FROM pharmacy_log JOIN pharmacy USING (pharmacy) WHERE finess = %s ORDER BY pharmacy_log.seq
    """
    keys = "SELECT pk FROM enrolment WHERE finess = %s"
    with psycopg.connect(world.relay_settings.database_url.get_secret_value()) as relay:
        enrolments = {key: finess for (key,) in relay.execute(keys, [finess]).fetchall()}
        return PharmacyLog.replay(
            [entry for (entry,) in relay.execute(entries, [finess]).fetchall()], enrolments=enrolments
        )


def test_who_is_removed_is_out_at_once_and_opens_nothing_that_comes_after(
    world: World, opening: Opening, new_till: NewTill
) -> None:
    # Given a colleague at her board
    titular, colleague = new_till(), new_till()
    titular.begins_pharmacy(opening)
    titular.chooses_responsible()
    titular.opens_box()
    joins_team(colleague, titular, "Andréa Fictive")
    titular.captures(Somebody(birth_name="PRUDENT", first_name="CÉLESTE"))
    titular.hands_over()
    colleague.sees("Céleste P.")
    before = log_of(world, opening.finess)
    # When the titular pharmacist removes her
    removes(titular, "Andréa Fictive")
    # Then her board closes, and her passkey signs in no more
    expect(colleague.page.locator("#capture-title")).to_be_hidden()
    colleague.does_not_see("Céleste P.")
    colleague.does("F9")
    expect(colleague.page.locator(".notice.error")).to_be_visible()
    # And the pharmacy has a new key, that her kit does not open
    after, kit = log_of(world, opening.finess), Kit.parse(colleague.kit)
    assert after.epoch.kid != before.epoch.kid
    assert epoch_seed(before, before.epoch, kit)
    with pytest.raises(EnvelopeError):
        epoch_seed(after, after.epoch, kit)
    assert epoch_seed(after, after.epoch, Kit.parse(titular.kit))
    assert titular.errors == []
