// Workers without threads, an outbox that remembers, a ring with made-up keys: what a file needs, and nobody real.

import { signal } from "@preact/signals";
import { hex, random, type Bytes } from "../../../src/envelope/bytes";
import { kemPublicKey } from "../../../src/envelope/hpke";
import { signerFromSeed } from "../../../src/envelope/signature";
import { parseEnvelope } from "../../../src/envelope/wire";
import type { Outbox, Outcome, Ring } from "../../../src/counter/contracts";
import { Hand } from "../../../src/counter/files/hand";
import type { FromWorker, ToWorker } from "../../../src/counter/files/messages";
import { Workers, type WorkerLike } from "../../../src/counter/files/workers";
import { columns } from "../../../src/record/csvColumns";

type Listen = (event: { readonly data: FromWorker }) => void;

/** A worker that runs here: everything it hears and says is copied, as between threads. */
export function threadless(): WorkerLike {
  const listeners = new Set<Listen>();
  let ended = false;
  const hand = new Hand((message) => {
    const data = structuredClone(message);
    queueMicrotask(() => ended || [...listeners].forEach((listen) => listen({ data })));
  });
  return {
    postMessage: (message: ToWorker) => hand.hear(structuredClone(message)),
    addEventListener: (type: string, listen: Listen, { signal }: { readonly signal: AbortSignal }) => {
      if (type !== "message") return;
      listeners.add(listen);
      signal.addEventListener("abort", () => listeners.delete(listen));
    },
    terminate: () => void (ended = true),
  };
}

export const workers = (): Workers => new Workers(threadless);

/** A spreadsheet of the template's example, changed a row at a time. */
export function csvOf(...rows: readonly Readonly<Record<string, string>>[]): File {
  const line = (row: Readonly<Record<string, string>>): string =>
    columns.map(({ name, example }) => row[name] ?? example ?? "").join(";");
  return new File([[columns.map(({ name }) => name).join(";"), ...rows.map(line), ""].join("\r\n")], "jour.csv");
}

export interface Pharmacy {
  readonly ring: Ring;
  readonly seed: Bytes;
  readonly register: Bytes;
}

export async function pharmacy(): Promise<Pharmacy> {
  const [seed, register, device] = [random(32), random(32), await signerFromSeed(random(32))];
  const [pk, epoch] = await Promise.all([kemPublicKey(register), kemPublicKey(seed)]);
  const newest = { publicKey: epoch, kid: random(16), time: 0, seeds: new Map() };
  const ring = {
    pharmacy: random(16),
    device,
    log: { epochs: [newest], epoch: newest },
    statements: { newest: () => ({ pk }) },
    seedOf: async () => seed,
  };
  return { ring: ring as unknown as Ring, seed, register };
}

/** What was posted, by id; `fate` says what becomes of each. */
export class Posted {
  readonly envelopes = new Map<string, Bytes>();
  fate: Outcome = { state: "registered", at: 0 };
  readonly online = signal(true);
  readonly outbox = {
    waiting: signal(new Set<string>()),
    suspended: signal(false),
    post: async (envelope: Bytes, [, id]: readonly [number, Bytes]) => {
      await parseEnvelope(envelope);
      if (this.envelopes.has(hex(id))) throw new Error("posted twice");
      this.envelopes.set(hex(id), envelope);
    },
    outcomes: async (references: readonly (readonly [number, Bytes])[]) => {
      if (!this.online.value) return new Map();
      const found = references.map(([, id]) => hex(id)).filter((id) => this.envelopes.has(id));
      return new Map(found.map((id) => [id, this.fate]));
    },
  } as unknown as Outbox;
}
