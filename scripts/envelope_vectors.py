"""Write spec/vectors/envelope/: one message of every kind, sealed by each language.

Run by hand when the format changes, never by a test: the vectors stay as they are, so that what was sealed yesterday
is known to open today. Usage, from the project's folder: .venv/bin/python -m scripts.envelope_vectors
"""

import json
import tempfile
from pathlib import Path

from tests.unit.envelope.exchange import Exchange
from tests.unit.envelope.messages import seal_messages

VECTORS = Path(__file__).resolve().parent.parent / "spec/vectors/envelope"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        sealed = {"python": seal_messages(), "typescript": Exchange.built_in(Path(folder)).seal()}
    for language, messages in sealed.items():
        (VECTORS / f"{language}.json").write_text(json.dumps(messages, indent=1, ensure_ascii=False) + "\n")
        print(f"spec/vectors/envelope/{language}.json")


if __name__ == "__main__":
    main()
