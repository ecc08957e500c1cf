"""Which envelope a row of a file became, so that sending the file again sends nothing twice.

The envelope's id is drawn from the row by a key that lies in the row's own folder, in a file named `.sceau-mark`:

    id = HMAC-SHA256(key, SHA-256(the row) ‖ how many identical rows came before it)[:16]

So the spool needs no index of rows, and has none to steal: without the key an id is 16 random bytes, and whoever can
read the key could read the file it lies beside. A row that was mended gets another id; a row that was not, the same.
Once the file is deleted, delete the mark too: with it, somebody who guesses a whole row could recognise its id.
"""

import hmac
import secrets
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from sceau.client.durable import write_durably
from sceau.client.errors import ClientError

NAME = ".sceau-mark"
KEY_LENGTH = 32


def mark_of(folder: Path) -> bytes:
    """The 32-byte key of a folder, made when it has none."""
    path = folder / NAME
    try:
        if not path.exists():
            write_durably(path, secrets.token_bytes(KEY_LENGTH))
        key = path.read_bytes()
    except OSError as problem:
        raise ClientError("folder-not-writable", str(folder)) from problem
    if len(key) != KEY_LENGTH:
        raise ClientError("damaged-file", str(path))
    return key


def ids(key: bytes) -> Callable[[bytes], bytes]:
    """A function from the bytes of a row to its 16-byte id; it counts identical rows, so use one for each file."""
    seen: Counter[bytes] = Counter()

    def identify(row: bytes) -> bytes:
        digest = sha256(row).digest()
        seen[digest] += 1
        return hmac.digest(key, digest + seen[digest].to_bytes(4, "big"), "sha256")[:16]

    return identify
