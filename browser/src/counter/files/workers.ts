// Two workers as one: a file is shared out between them, and their answers are put together again.

import { type Bytes } from "../../envelope/bytes";
import type { Signer } from "../../envelope/signature";
import type { Problem } from "../../record/problems";
import { scriptAddress } from "../trusted";
import type { BadRow, FromWorker, GoodRow, Named, ReadOrder, SealedRow, Share, ToWorker } from "./messages";
import type { Readers } from "./sealing";

/** What a Worker is to us; tests have one without a thread. */
export interface WorkerLike {
  postMessage(message: ToWorker): void;
  addEventListener(type: "message", listener: (event: { readonly data: FromWorker }) => void, until: Until): void;
  addEventListener(type: "error", listener: () => void, until: Until): void;
  terminate(): void;
}

interface Until {
  readonly signal: AbortSignal;
}

/** The whole file, in the order of its rows. */
export interface Reading {
  readonly header: string;
  readonly good: readonly GoodRow[];
  readonly bad: readonly BadRow[];
}

/** No CSV of ours: the problems of the whole file. */
export class Unreadable extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super("unreadable");
  }
}

/** A worker that gave up; `code` is of spec/errors.json. */
export class Broken extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

type Hear = (message: FromWorker, worker: WorkerLike) => boolean | Promise<boolean>;

const WORKERS = 2;

export class Workers {
  readonly #workers: readonly WorkerLike[];

  constructor(make: () => WorkerLike = () => new Worker(scriptAddress("worker"), { type: "module" })) {
    this.#workers = Array.from({ length: WORKERS }, make);
  }

  /** `watch` is told how many rows are read, of how many. */
  async read(order: Omit<ReadOrder, "share">, watch: (read: number, total: number) => void): Promise<Reading> {
    const [good, bad]: [GoodRow[], BadRow[]] = [[], []];
    let [total, header] = [0, ""];
    const hear: Hear = (message) => {
      if (message.kind === "begun") ({ total, header } = message);
      if (message.kind === "rows") {
        good.push(...message.good);
        bad.push(...message.bad);
        watch(good.length + bad.length, total);
      }
      return message.kind === "read";
    };
    await this.#all((share) => ({ kind: "read", order: { ...order, share } }), hear);
    const byRow = (one: { row: number }, other: { row: number }): number => one.row - other.row;
    return { header, good: good.sort(byRow), bad: bad.sort(byRow) };
  }

  /** Ids of rows, one a mark. `rows` are row and ordinal. */
  async name(
    marks: readonly Bytes[],
    rows: readonly (readonly [row: number, ordinal: number])[],
  ): Promise<ReadonlyMap<number, readonly string[]>> {
    const named = new Map<number, readonly string[]>();
    const order = (share: Share): ToWorker => ({ kind: "name", marks, rows: shared(rows, share) });
    await this.#all(order, (message) => {
      if (message.kind !== "named") return false;
      for (const [row, ids] of message.rows) named.set(row, ids);
      return true;
    });
    return named;
  }

  /** Seal rows for a day; `keep` is given a few at a time, and the next few are sealed once it has kept them. */
  async seal(
    rows: readonly Named[],
    { readers, day, device }: { readonly readers: Readers; readonly day: number; readonly device: Signer },
    keep: (sealed: readonly SealedRow[]) => Promise<void>,
  ): Promise<void> {
    const order = (share: Share): ToWorker => ({ kind: "seal", readers, day, rows: shared(rows, share) });
    await this.#all(order, async (message, worker) => {
      if (message.kind === "sign") {
        const { request, what, body } = message;
        worker.postMessage({ kind: "signed", request, signature: await device.sign(what, body) });
      } else if (message.kind === "sealed") {
        await keep(message.rows);
        worker.postMessage({ kind: "more" });
      }
      return message.kind === "done";
    });
  }

  /** Ends them, and forgets what they had read. */
  stop(): void {
    for (const worker of this.#workers) worker.terminate();
  }

  /** Give each its order and wait until `hear` says of each that it is done. */
  async #all(order: (share: Share) => ToWorker, hear: Hear): Promise<void> {
    const of = this.#workers.length;
    await Promise.all(this.#workers.map((worker, index) => one(worker, order({ index, of }), hear)));
  }
}

function shared<Row extends readonly [number, unknown]>(rows: readonly Row[], { index, of }: Share): readonly Row[] {
  return rows.filter(([row]) => row % of === index);
}

function one(worker: WorkerLike, order: ToWorker, hear: Hear): Promise<void> {
  const until = new AbortController();
  const heard = new Promise<void>((resolve, reject) => {
    const listen = ({ data }: { readonly data: FromWorker }): void => {
      if (data.kind === "invalid") reject(new Unreadable(data.problems));
      else if (data.kind === "failed") reject(new Broken(data.code));
      else void Promise.resolve(hear(data, worker)).then((done) => done && resolve(), reject);
    };
    worker.addEventListener("message", listen, until);
    worker.addEventListener("error", () => reject(new Broken("internal-error")), until);
  });
  worker.postMessage(order);
  return heard.finally(() => until.abort());
}
