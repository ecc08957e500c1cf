"""The browser's sealing code as a program: it seals one message of every kind, and opens those of this language."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.unit.envelope.messages import Json

ROOT = Path(__file__).resolve().parents[3]
SOURCE = ROOT / "browser/test/envelope/exchange.ts"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A bundle that Node runs."""

    program: Path

    @classmethod
    def built_in(cls, folder: Path) -> "Exchange":
        program = folder / "exchange.mjs"
        esbuild = [str(ROOT / "node_modules/.bin/esbuild"), str(SOURCE), "--bundle", "--platform=node", "--format=esm"]
        subprocess.run([*esbuild, f"--outfile={program}", "--log-level=warning"], cwd=ROOT, check=True)
        return cls(program)

    def seal(self) -> Json:
        ran = subprocess.run(["node", self.program, "seal"], capture_output=True, text=True, check=True)
        messages: Json = json.loads(ran.stdout)
        return messages

    def open(self, messages: Json) -> str:
        """What went wrong, or nothing."""
        written = json.dumps(messages)
        ran = subprocess.run(["node", self.program, "open"], input=written, capture_output=True, text=True, check=False)
        return ran.stderr if ran.returncode else ""
