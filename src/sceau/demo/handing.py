"""What whoever tries the demo as its operator or as its auditor is given, as files.

An operator has settings, secrets among them; an auditor has a policy, which has none. Elsewhere the two never meet.
"""

import shlex
from pathlib import Path

from pydantic import SecretStr

from sceau.demo.world import World
from sceau.register import commands as register_commands
from sceau.relay.ledger import ledger_signer


def write_relay_settings(world: World) -> Path:
    """The relay's settings, as a shell reads them: `set -a; . FILE; set +a`, and `sceau relay …` works."""
    path = world.folder / "relay.env"
    path.touch(mode=0o600)
    given = world.relay_settings.model_dump(exclude_unset=True)
    lines = [f"SCEAU_RELAY_{name.upper()}={shlex.quote(_text(value))}\n" for name, value in given.items()]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def write_policy(world: World) -> Path:
    """Both ledgers, and all witnesses by their Ed25519 keys (C2SP tlog-policy); the register's root is said on top."""
    path, relay_key = world.folder / "policy", str(ledger_signer(world.relay_settings).verifier)
    lines = [f"# the register's root: {world.installation.profile.root}"]
    lines += [f"log {key} {world.register}/ledger" for key in register_commands.keys_ledger(world.register_settings)]
    lines.append(f"log {relay_key} {world.relay}/ledger")
    lines += [f"witness {one.name} {one.keys[0]} {one.url}" for one in world.witnesses]
    names = " ".join(one.name for one in world.witnesses)
    lines += [f"group every all {names}", "quorum every"] if names else ["quorum none"]
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def _text(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)
