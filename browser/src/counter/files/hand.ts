// What a worker does: reads its share of a file, keeps its records, and seals them when told to. It has no key that opens or
// signs: signatures are asked of the page, whose device key cannot be shown.

import type { Bytes } from "../../envelope/bytes";
import { EnvelopeError } from "../../envelope/errors";
import type { Signer } from "../../envelope/signature";
import { FileInvalid } from "../../record/csvSource";
import type { Plain } from "../../record/shape";
import { idsWith } from "./marks";
import type { BadRow, FromWorker, GoodRow, Named, ReadOrder, SealedRow, ToWorker } from "./messages";
import { readShare } from "./reading";
import { sealRow, type Readers } from "./sealing";

const ROWS_A_MESSAGE = 100;
const SEALED_AT_ONCE = 8;

export type Say = (message: FromWorker, transfer?: readonly ArrayBuffer[]) => void;

interface Kept {
  readonly record: Plain;
  readonly digest: Bytes;
}

export class Hand {
  readonly #kept = new Map<number, Kept>();
  readonly #signing = new Map<number, (signature: Bytes) => void>();
  #more: (() => void) | undefined;
  #requests = 0;

  constructor(private readonly say: Say) {}

  /** An order, or the answer to a question. What goes wrong is said, not thrown. */
  hear(message: ToWorker): void {
    if (message.kind === "more") this.#more?.();
    else if (message.kind === "signed") this.#signing.get(message.request)?.(message.signature);
    else void this.#work(message).catch((error: unknown) => this.say(failure(error)));
  }

  async #work(order: Exclude<ToWorker, { kind: "more" | "signed" }>): Promise<void> {
    if (order.kind === "read") await this.#read(order.order);
    else if (order.kind === "name") await this.#name(order.marks, order.rows);
    else await this.#seal(order.readers, order.day, order.rows);
  }

  async #read(order: ReadOrder): Promise<void> {
    const { total, header, rows } = readShare(new Uint8Array(await order.file.arrayBuffer()), order);
    this.say({ kind: "begun", total, header });
    let [good, bad]: [GoodRow[], BadRow[]] = [[], []];
    for await (const row of rows) {
      if ("bad" in row) bad.push(row.bad);
      else {
        good.push(row.good);
        this.#kept.set(row.good.row, row);
      }
      if (good.length + bad.length < ROWS_A_MESSAGE) continue;
      this.say({ kind: "rows", good, bad });
      [good, bad] = [[], []];
    }
    this.say({ kind: "rows", good, bad });
    this.say({ kind: "read" });
  }

  async #name(marks: readonly Bytes[], rows: readonly (readonly [row: number, ordinal: number])[]): Promise<void> {
    const draw = await Promise.all(marks.map(idsWith));
    const named: (readonly [number, readonly string[]])[] = [];
    for (const [row, ordinal] of rows) {
      const { digest } = this.#row(row);
      named.push([row, await Promise.all(draw.map((id) => id(digest, ordinal)))]);
    }
    this.say({ kind: "named", rows: named });
  }

  async #seal(readers: Readers, day: number, rows: readonly Named[]): Promise<void> {
    const device = { publicKey: readers.device, sign: this.#sign.bind(this) };
    for (let from = 0; from < rows.length; from += SEALED_AT_ONCE) {
      const part = rows.slice(from, from + SEALED_AT_ONCE);
      const sealed = await Promise.all(part.map((row) => this.#sealOne(row, day, readers, device)));
      const kept = new Promise<void>((resolve) => (this.#more = resolve));
      const transfer = sealed.flatMap(({ envelope }) => (envelope ? [envelope.buffer] : []));
      this.say({ kind: "sealed", rows: sealed }, transfer);
      await kept; // no more than a handful are ever in memory
    }
    this.say({ kind: "done" });
  }

  async #sealOne([row, id]: Named, day: number, readers: Readers, device: Signer): Promise<SealedRow> {
    try {
      return { row, id, envelope: await sealRow(this.#row(row).record, id, day, readers, device) };
    } catch (error) {
      if (error instanceof EnvelopeError && error.code === "too-large") return { row, id };
      throw error;
    }
  }

  async #sign(what: string, body: Uint8Array): Promise<Bytes> {
    const request = ++this.#requests;
    const answer = new Promise<Bytes>((resolve) => this.#signing.set(request, resolve));
    this.say({ kind: "sign", request, what, body: new Uint8Array(body) });
    return answer.finally(() => this.#signing.delete(request));
  }

  #row(row: number): Kept {
    const found = this.#kept.get(row);
    if (!found) throw new RangeError("a row of the other worker");
    return found;
  }
}

function failure(error: unknown): FromWorker {
  if (error instanceof FileInvalid) return { kind: "invalid", problems: error.problems };
  return { kind: "failed", code: error instanceof EnvelopeError ? error.code : "internal-error" };
}
