"""The process that opens slips and sends: it lives for one batch, so that no address outlives it in memory.

    python -m sceau.notifier.batch

On its standard input CBOR `{slips: [delivery, …]}`; on its standard output, as each is done with, `[place, why]`, the
place counting from 0. Told to stop, it finishes the message under way; so it does when whoever started it is gone.
"""

import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Final

import structlog

from sceau.envelope import cbor
from sceau.envelope.fields import Field, take
from sceau.envelope.wire import parse_delivery
from sceau.notifier.channels import OpenChannel
from sceau.notifier.configuration import NotifierSettings
from sceau.notifier.keys import SlipKeys
from sceau.notifier.mailing import mailing
from sceau.notifier.memory import open_memory
from sceau.notifier.telling import Teller, Why
from sceau.notifier.texting import Provider, texting
from sceau.record.notice import Channel
from sceau.web.clock import SystemClock, day_of
from sceau.web.logs import configure_logs
from sceau.web.mail import MailServer

INPUT_LIMIT: Final = 1024 * 1024
_INPUT: Final = {"slips": Field(list, 1, 1000)}


def tell_all(settings: NotifierSettings, slips: Sequence[object]) -> Iterator[tuple[int, Why]]:
    """Tell each in turn."""
    with ExitStack() as stack:
        teller = Teller(
            keys=SlipKeys.of(settings.keys_folder),
            memory=stack.enter_context(open_memory(settings.memory_file)),
            ways=ways(settings),
            stack=stack,
            today=day_of(SystemClock().now()),
            most_a_day=settings.most_a_day,
        )
        teller.memory.forget(today=teller.today)
        for place, slip in enumerate(slips):
            yield place, _told(teller, slip)


def ways(settings: NotifierSettings) -> Mapping[str, OpenChannel]:
    """The channels that are set up, each to be opened when it is needed."""
    found: dict[str, OpenChannel] = {}
    if settings.smtp_url.get_secret_value():
        server = MailServer.parse(settings.smtp_url.get_secret_value(), authorities=settings.smtp_authorities)
        found[Channel.EMAIL] = mailing(server, sender=settings.mail_from)
    if settings.sms_url:
        provider = Provider(settings.sms_url, settings.sms_token.get_secret_value(), settings.sms_sender)
        found[Channel.SMS] = texting(provider)
    return found


def main() -> None:
    configure_logs("notifier-batch")
    stopping: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: stopping.append(number))
    given = take(cbor.decode(sys.stdin.buffer.read(INPUT_LIMIT), limit=INPUT_LIMIT, path="batch"), "batch", _INPUT)
    settings = NotifierSettings()  # type: ignore[call-arg]  # from the environment
    for place, why in tell_all(settings, given["slips"]):
        sys.stdout.buffer.write(cbor.encode([place, why.value]))
        sys.stdout.buffer.flush()
        if stopping:
            return


def _told(teller: Teller, slip: object) -> Why:
    try:
        return teller.tell(parse_delivery(slip if isinstance(slip, bytes) else b""))
    except Exception as fault:  # noqa: BLE001 (one slip that we stumble over must not hold back the others)
        structlog.get_logger().error("notice_failed", error=type(fault).__name__)
        return Why.FAULT


if __name__ == "__main__":
    main()
