// One file's way: read and checked in two workers, compared with what was sent before, sealed there and posted from here, then
// followed to the register. It goes on while the pharmacist is elsewhere in the counter, and ends when the counter locks.

import { effect, signal, type ReadonlySignal } from "@preact/signals";
import { fromHex } from "../../envelope/bytes";
import type { Problem } from "../../record/problems";
import type { Counter } from "../app";
import type { Outcome, Ring } from "../contracts";
import { marksOf, outcomesOf, readersOf } from "./asking";
import type { SealedRow } from "./messages";
import { compared, counted, countPlaces, fateOf, traced, unsettled } from "./report";
import type { Compared, Fate, Traced } from "./report";
import { Broken, Unreadable, Workers, type Reading } from "./workers";

export type Job =
  | { readonly stage: "none" }
  | { readonly stage: "reading" | "comparing"; readonly name: string; readonly progress: Counted }
  /** No file of ours. */
  | { readonly stage: "unreadable"; readonly name: string; readonly problems: readonly Problem[] }
  /** A demonstration was given real people's numbers. */
  | { readonly stage: "real"; readonly name: string; readonly rows: readonly number[] }
  /** Read, but nobody says what was sent before. */
  | { readonly stage: "offline"; readonly file: Told }
  | { readonly stage: "ready"; readonly file: Told; readonly compared: Compared }
  | { readonly stage: "sending"; readonly file: Told; readonly progress: Counted }
  | { readonly stage: "sent"; readonly file: Told; readonly sent: Sent }
  | { readonly stage: "failed"; readonly name: string; readonly code: string };

/** `since` is when it began, on the page's own clock. */
export interface Counted {
  readonly done: number;
  readonly total: number;
  readonly since: number;
}

export interface Told extends Reading {
  readonly name: string;
}

export interface Sent {
  readonly posted: number;
  readonly before: number;
  /** Rows whose record fits no envelope. */
  readonly tooLarge: readonly number[];
  readonly fate: Fate;
}

interface Posted {
  readonly posted: readonly Traced[];
  readonly before: readonly Traced[];
  readonly tooLarge: readonly number[];
}

const SECONDS_A_DAY = 24 * 60 * 60;
const PAUSES = [0, 1, 1, 2, 3, 5]; // seconds before each look at what was sent; the last one stays

export class FileJob {
  readonly #job = signal<Job>({ stage: "none" });
  #workers: Workers | undefined;
  #traced: readonly Traced[] = [];
  /** Counts the files taken: what an earlier one still does is not shown. */
  #turn = 0;

  constructor(
    private readonly counter: Pick<Counter, "configuration" | "ring" | "items" | "outbox">,
    private readonly makeWorkers: () => Workers = () => new Workers(),
  ) {
    effect(() => {
      if (!counter.ring.value) this.forget(); // locked: the workers hold people's records
    });
  }

  get job(): ReadonlySignal<Job> {
    return this.#job;
  }

  /** Read, check and compare a file. */
  async take(file: File): Promise<void> {
    const [turn, { name }] = [this.#begin(), file];
    await this.#guarded(turn, name, async () => {
      const since = performance.now();
      const watch = (done: number, total: number): void =>
        this.#show(turn, { stage: "reading", name, progress: { done, total, since } });
      watch(0, 0);
      const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      const reading = await this.#hands().read({ file, now: Date.now(), zone }, watch);
      const rows = reading.good.flatMap(({ row, real }) => (real ? [row] : []));
      if (rows.length && this.counter.configuration.demo) this.#refuse(turn, { stage: "real", name, rows });
      else await this.#compare(turn, { ...reading, name });
    });
  }

  /** Ask again what was sent before, once there is a network. */
  async compareAgain(): Promise<void> {
    const [job, turn] = [this.#job.value, this.#turn];
    if (job.stage === "offline") await this.#guarded(turn, job.file.name, () => this.#compare(turn, job.file));
  }

  /** Seal what is new, and post it. */
  async send(): Promise<void> {
    const [job, turn] = [this.#job.value, this.#turn];
    if (job.stage === "ready") await this.#guarded(turn, job.file.name, () => this.#send(turn, job.file, job.compared));
  }

  /** Leave the file, and everything read from it. */
  forget(): void {
    this.#begin();
    this.#job.value = { stage: "none" };
  }

  #begin(): number {
    this.#rest();
    this.#traced = [];
    return ++this.#turn;
  }

  #hands(): Workers {
    return (this.#workers ??= this.makeWorkers());
  }

  #rest(): void {
    this.#workers?.stop();
    this.#workers = undefined;
  }

  #show(turn: number, job: Job): void {
    if (turn === this.#turn) this.#job.value = job;
  }

  #refuse(turn: number, job: Job): void {
    this.#show(turn, job);
    if (turn === this.#turn) this.#rest();
  }

  async #guarded(turn: number, name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof Unreadable) this.#refuse(turn, { stage: "unreadable", name, problems: error.problems });
      else this.#refuse(turn, { stage: "failed", name, code: codeOf(error) });
    }
  }

  async #compare(turn: number, file: Told): Promise<void> {
    if (!this.#traced.length) this.#traced = await this.#trace(file);
    const [total, since] = [countPlaces(this.#traced), performance.now()];
    const watch = (done: number): void =>
      this.#show(turn, { stage: "comparing", name: file.name, progress: { done, total, since } });
    const outcomes = await outcomesOf(this.counter.outbox, this.#traced, watch);
    // Without the relay, what another computer of the shop sent is not known: better wait than send it twice.
    if (!this.counter.items.online.value) this.#show(turn, { stage: "offline", file });
    else this.#show(turn, { stage: "ready", file, compared: compared(this.#traced, outcomes) });
  }

  async #trace({ good }: Reading): Promise<Traced[]> {
    const marks = await marksOf(this.#ring(), seconds());
    return traced(good, await this.#hands().name(marks, counted(good)), today());
  }

  async #send(turn: number, file: Told, { fresh, known }: Compared): Promise<void> {
    const [ring, day, since, total] = [this.#ring(), today(), performance.now(), fresh.length];
    const [posted, tooLarge]: [Traced[], number[]] = [[], []];
    const keep = async (sealed: readonly SealedRow[]): Promise<void> => {
      for (const { row, id, envelope } of sealed) {
        if (envelope) await this.counter.outbox.post(envelope, [day, fromHex(id)]);
        if (envelope) posted.push({ row, ids: [id], first: day, last: day });
        else tooLarge.push(row);
      }
      const done = posted.length + tooLarge.length;
      this.#show(turn, { stage: "sending", file, progress: { done, total, since } });
    };
    await keep([]);
    const readers = readersOf(ring, seconds());
    await this.#hands().seal(fresh, { readers, day, device: ring.device }, keep);
    if (turn === this.#turn) this.#rest(); // sealed: nobody needs the records open any more
    await this.#follow(turn, file, { posted, before: known, tooLarge });
  }

  async #follow(turn: number, file: Told, { posted, before, tooLarge }: Posted): Promise<void> {
    const [all, known] = [[...before, ...posted], new Map<string, Outcome>()];
    for (let look = 0; turn === this.#turn; look++) {
      const sent = { posted: posted.length, before: before.length, tooLarge, fate: fateOf(all, known) };
      this.#show(turn, { stage: "sent", file, sent });
      const open = unsettled(all, known);
      if (!open.length) return;
      await pause(PAUSES[Math.min(look, PAUSES.length - 1)] ?? 5);
      for (const [id, outcome] of await outcomesOf(this.counter.outbox, open)) known.set(id, outcome);
    }
  }

  #ring(): Ring {
    const ring = this.counter.ring.value;
    if (!ring) throw new Broken("locked");
    return ring;
  }
}

function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === "string" && code ? code : "internal-error";
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
}

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}

function today(): number {
  return Math.floor(seconds() / SECONDS_A_DAY);
}
