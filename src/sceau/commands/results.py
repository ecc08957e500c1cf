"""A person's result in a terminal, in the order of the ticket's page: the result, when, with what, whom to call."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sceau import wording
from sceau.commands.words import Words
from sceau.record.catalogue import catalogue
from sceau.record.fields import field_at

_EPOCH = date(1970, 1, 1)


def result_lines(sections: Mapping[str, Mapping[str, Any]], words: Words) -> Iterator[tuple[str, str]]:
    """(label, value) of what the person needs to know; sections that were withheld are left out."""
    result, identity, source = (sections.get(name, {}) for name in ("result", "identity", "source"))
    for analyte in result.get("analytes", ()):
        yield _analyte_name(analyte, words), _outcome(analyte, words)
        if "comment" in analyte:
            yield words("result.comment"), analyte["comment"]
    if identity:
        names = (identity.get("used_first_name") or identity.get("birth_first_name"), identity.get("birth_name"))
        yield words("result.person"), " ".join(name for name in names if name)
        yield words("result.born"), date_as_typed(str(identity.get("birth_date", "")), words)
    if "sampling_time" in result:
        yield words("result.sampled"), time_in_words(result["sampling_time"], words)
    device = result.get("device", {})
    yield (
        words("result.device"),
        " ".join(str(device[name]) for name in ("manufacturer", "name", "lot") if name in device),
    )
    pharmacy = source.get("pharmacy", {})
    yield words("result.call"), " ".join(str(pharmacy[name]) for name in ("name", "phone") if name in pharmacy)


def date_as_typed(written: str, words: Words) -> str:
    """An ISO date, whole or not, in figures as the person would type it on the ticket's page."""
    return "/".join(reversed(written.split("-"))) if words.language == "fr" else written


def day_in_words(day: int, words: Words) -> str:
    """A day counted from 1970."""
    return wording.day_in_words(_EPOCH + timedelta(days=day), words.language)


def time_in_words(written: str, words: Words) -> str:
    """An ISO time with offset, as it was on the pharmacy's clock."""
    time = datetime.fromisoformat(written)
    clock = f"{time.hour} h {time.minute:02}" if words.language == "fr" else f"{time.hour}:{time.minute:02}"
    return f"{wording.day_in_words(time.date(), words.language)}, {clock}"


def seconds_in_words(seconds: int, words: Words) -> str:
    return day_in_words(datetime.fromtimestamp(seconds, UTC).toordinal() - _EPOCH.toordinal(), words)


def _analyte_name(analyte: Mapping[str, Any], words: Words) -> str:
    known = catalogue().analytes.get(analyte["loinc"])
    if known is None:
        return str(analyte["loinc"])
    return known.label.fr if words.language == "fr" else known.label.en


def _outcome(analyte: Mapping[str, Any], words: Words) -> str:
    field = field_at("result.analytes[0].outcome")
    codes = (field.codes if field else None) or {}
    said = codes.get(analyte["outcome"])
    return said[words.language].upper() if said else str(analyte["outcome"])
