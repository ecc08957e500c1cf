"""Every failure of the client can be said, in both languages, with what to do."""

import pytest

from sceau.client.errors import RelayRefused, explanation, not_delivered


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_explanation_says_what_to_do(language: str) -> None:
    said = explanation("not-enrolled", language)
    assert said.what
    assert "sceau enrol" in said.remedy


def test_a_relays_own_words_are_shown() -> None:
    problem = {"code": "made-up", "detail": "In English.", "detail_fr": "En français.", "what_to_do_fr": "Faites."}
    refused = RelayRefused(problem, status=422, place="", retry_after=None)
    assert (refused.said("fr").what, refused.said("fr").remedy) == ("En français.", "Faites.")


@pytest.mark.parametrize("code", ["register-unreachable", "unknown-device", "correction-waits", "poison"])
def test_what_keeps_an_envelope_waiting_is_said(code: str) -> None:
    assert not_delivered(code, "fr") == explanation(code, "fr")


@pytest.mark.parametrize("code", ["invalid-client", "scope-missing", "a-code-nobody-wrote-down"])
def test_what_the_register_answers_the_relay_is_not_asked_of_the_pharmacy(code: str) -> None:
    said = not_delivered(code, "en")
    assert said == explanation("register-refuses", "en")
    assert "the relay's operator" in said.remedy
