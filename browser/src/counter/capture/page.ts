// The page at work: what is typed, left, answered, scanned or taken from a list, and handing over the ticket.
// Components draw its signals and call its methods; it knows no element, only which field is to have the keys.

import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { Counter } from "../app";
import { dayOf } from "../board/due";
import { seconds } from "../board/now";
import { keyOf } from "../board/order";
import type { Consent, KitInUse, Row } from "../contracts";
import { Stale } from "../items/stale";
import type { Prefill } from "../prefill/waiting";
import type { ContactCard } from "../scan/contact";
import type { InsPerson } from "../scan/ins";
import { checkDraft, checkField, type Surroundings, type Where, type Wrong } from "./checking";
import { loadCommunes, type Communes } from "./communes";
import {
  FIELDS,
  isComplete,
  NOBODY,
  nextField,
  refreshed,
  settled,
  typed,
  withHousehold,
  withName,
  type Draft,
  type FieldName,
} from "./draft";
import { changedItem, newItem } from "./item";
import { boxesOf } from "./kits";
import { draftOf, hasGuardian, householdOf, personOf, withContact, withIns } from "./person";
import type { Returning } from "./returning";
import { again, type Again } from "./same";

export type Trouble = "failed" | "stale" | "unreadable" | "noHousehold";
export type Focus = Where | "again" | "submit";

/** What the page is part of. `focus` is called when the fields stand as they should. */
export interface Surrounds {
  readonly counter: Pick<Counter, "items" | "language" | "configuration" | "relay">;
  /** The row to change; without it, a new person. */
  readonly row?: Row | undefined;
  readonly done: (row: Row) => void;
  readonly focus: (where: Focus) => void;
  readonly load?: () => Promise<Communes>;
}

export const CONSENTS = ["test", "identity", "doctor", "notice", "certificate"] as const;

export class Page {
  readonly draft: Signal<Draft>;
  readonly communes = signal<Communes | undefined>(undefined);
  readonly wrong = signal<ReadonlyMap<Where, Wrong>>(new Map());
  /** What stopped the ticket when it was asked for last. */
  readonly stopping = signal<readonly Wrong[]>([]);
  /** How often the ticket was asked for. */
  readonly tries = signal(0);
  readonly trouble = signal<Trouble | undefined>(undefined);
  readonly busy = signal(false);
  /** Whose contact stands on the page. */
  readonly relative = signal<Row | undefined>(undefined);
  /** The row of the same person for whom a second test was asked once already. */
  readonly confirmed = signal("");
  readonly kits: ReadonlySignal<readonly KitInUse[]>;
  readonly kit: ReadonlySignal<KitInUse | undefined>;
  readonly again: ReadonlySignal<Again | undefined>;
  readonly isNew: boolean;
  readonly #initial: Draft;
  readonly #chosen = signal("");
  #loading = false;
  #last: Row | undefined;
  #before: Draft;

  constructor(private readonly around: Surrounds) {
    const { row, counter } = around;
    this.isNew = row === undefined;
    this.#initial = row?.item ? editing(row.item, counter.language.value) : NOBODY;
    this.draft = signal(this.#initial);
    this.#before = this.#initial;
    const own = row?.item?.rounds.at(-1);
    this.kits = computed(() => (own ? [] : boxesOf(counter.items.shelf("kits").value)));
    this.kit = computed(
      () => own ?? this.kits.value.find((kit) => nameOf(kit) === this.#chosen.value) ?? this.kits.value[0],
    );
    const person = computed(() => personOf(this.draft.value, this.setting()));
    this.again = computed(() => again(person.value, counter.items.rows.value, dayOf(seconds()), row && keyOf(row)));
  }

  setting(): Surroundings {
    const { language, configuration } = this.around.counter;
    const { demo } = configuration;
    return { today: new Date(), language: language.value, communes: this.communes.value, demo, kit: this.kit.value };
  }

  isShown(name: FieldName): boolean {
    return !name.startsWith("guardian") || hasGuardian(this.draft.value, new Date());
  }

  type(name: FieldName, value: string): void {
    this.#need();
    const was = this.draft.value.values[name];
    const before = this.draft.value;
    this.draft.value = typed(before, name, value, this.setting());
    this.#forgive(before, name);
    const now = this.draft.value.values[name];
    if (isComplete(name, now) && (!isComplete(name, was) || name === "sex")) this.next(name);
  }

  /** A field is left: put in order and checked by itself. */
  leave(name: FieldName): void {
    const named = name === "number" ? withName(this.draft.value) : this.draft.value;
    this.draft.value = settled(named, name, this.setting());
    this.#mark(name, checkField(name, this.draft.value, this.setting()));
  }

  /** To the next field that lacks something, then to what was not asked, then to the ticket. */
  next(name: FieldName): void {
    const draft = name === "number" ? withName(this.draft.value) : this.draft.value;
    const to = nextField(name, draft, (one) => this.isShown(one));
    if (to) this.around.focus(to);
    else this.ask();
  }

  ask(): void {
    const { consent, values } = this.draft.value;
    const open = CONSENTS.find((name) => consent[name] === undefined);
    const last = consent.doctor && !values.doctor_family ? "doctor_family" : "submit";
    this.around.focus(open ? `consent_${open}` : last);
  }

  answer(given: Consent): void {
    this.draft.value = { ...this.draft.value, consent: { ...this.draft.value.consent, ...given } };
    for (const name of CONSENTS) if (given[name] !== undefined) this.#mark(`consent_${name}`, undefined);
  }

  put(draft: Draft): void {
    const before = this.draft.value;
    this.draft.value = draft;
    this.#forgive(before);
  }

  chooseKit(index: number): void {
    const kit = this.kits.value[index];
    if (kit) this.#chosen.value = nameOf(kit);
  }

  /** For scanners, whose first characters land in a field: what it held comes back. */
  remember(): void {
    this.#before = this.draft.value;
  }

  revert(): void {
    this.draft.value = this.#before;
  }

  scan(person: InsPerson): void {
    this.#start(withIns(this.draft.value, person, this.setting()));
    this.next("number");
  }

  reach(card: ContactCard): void {
    const { consent } = this.draft.value;
    this.#start({ ...withContact(this.draft.value, card, this.setting()), consent });
    this.next("number");
  }

  /** Who has been here: as last time, but for what is asked every time. */
  comeBack({ person, consent: { doctor, notice, certificate } }: Returning): void {
    const answered = Object.entries({ doctor, notice, certificate }).filter(([, given]) => given !== undefined);
    this.#start({ ...draftOf(person, this.setting()), consent: Object.fromEntries(answered) });
    this.ask();
  }

  take({ person, number, language }: Prefill): void {
    const draft = draftOf(person, this.setting());
    const { rest: _unsigned, birthplace: _unchecked, ...known } = draft.known;
    this.#start({ ...draft, known: { ...known, prefill: number, language } });
    this.ask();
  }

  household(): void {
    const from = this.#last ?? newest(this.around.counter.items.rows.value);
    if (!from?.item) return void (this.trouble.value = "noHousehold");
    const shared = householdOf(from.item.person, this.setting());
    this.#start(withHousehold(this.draft.value, shared, from.number));
    this.relative.value = from;
    const { values } = this.draft.value;
    if (values.number || values.birth_name) this.next("number");
    else this.around.focus("number");
  }

  clear(): void {
    this.#start(this.#initial);
    this.around.focus("number");
  }

  async submit(): Promise<void> {
    if (this.busy.value) return;
    if (this.#isStopped() || this.#isUnconfirmed()) return;
    this.busy.value = true;
    this.trouble.value = undefined;
    try {
      const row = await (this.around.row ? this.#change(this.around.row) : this.#add());
      this.around.done(row);
    } catch (error) {
      this.trouble.value = error instanceof Stale ? "stale" : "failed";
    } finally {
      this.busy.value = false;
    }
  }

  #isStopped(): boolean {
    const found = checkDraft(this.draft.value, this.setting());
    this.wrong.value = new Map(found.map((one) => [one.where, one]));
    this.stopping.value = found.filter(({ stops }) => stops);
    this.tries.value += 1;
    return this.stopping.value.length > 0;
  }

  /** What was found already, in the words of another language. */
  retell(): void {
    const [wrong, stopping] = [this.wrong.value, new Set(this.stopping.value.map(({ where }) => where))];
    const found = checkDraft(this.draft.value, this.setting());
    this.wrong.value = new Map(found.filter(({ where }) => wrong.has(where)).map((one) => [one.where, one]));
    this.stopping.value = found.filter(({ where, stops }) => stops && stopping.has(where));
  }

  // Somebody who is here already is tested again only when that was asked for twice.
  #isUnconfirmed(): boolean {
    const same = this.again.value && keyOf(this.again.value.row);
    if (!same || this.confirmed.value === same) return false;
    this.confirmed.value = same;
    this.around.focus("again");
    return true;
  }

  async #add(): Promise<Row> {
    const { items, relay } = this.around.counter;
    const row = await items.add(await newItem(this.draft.value, this.setting(), seconds()), "waiting");
    const { prefill } = this.draft.value.known;
    if (prefill) await relay.json("DELETE", `prefills/${prefill}`).catch(() => undefined); // it ends by itself in a day
    this.#last = row;
    this.clear();
    return row;
  }

  async #change(row: Row): Promise<Row> {
    const edit = await changedItem(this.draft.value, this.setting());
    return this.around.counter.items.change(row, row.state, edit);
  }

  #start(draft: Draft): void {
    this.#need();
    this.draft.value = draft;
    this.wrong.value = new Map();
    [this.stopping.value, this.trouble.value, this.confirmed.value, this.relative.value] = [
      [],
      undefined,
      "",
      undefined,
    ];
  }

  /** What was wrong with a field is so no longer once it was typed in or filled. */
  #forgive({ values }: Draft, ...typed: readonly FieldName[]): void {
    const changed = FIELDS.filter((name) => values[name] !== this.draft.value.values[name]);
    for (const name of [...changed, ...typed]) this.#mark(name, undefined);
  }

  #mark(where: Where, found: Wrong | undefined): void {
    if (!found && !this.wrong.value.has(where)) return;
    const others = [...this.wrong.value].filter(([one]) => one !== where);
    this.wrong.value = new Map(found ? [...others, [where, found]] : others);
  }

  /** Communes, when somebody first types; without them everything works, with fewer suggestions. */
  #need(): void {
    if (this.#loading) return;
    this.#loading = true;
    const load = async () => {
      this.communes.value = await (this.around.load ?? loadCommunes)();
      this.draft.value = refreshed(this.draft.value, this.setting());
    };
    load().catch(() => (this.#loading = false)); // asked for again with the next key
  }
}

function editing(item: NonNullable<Row["item"]>, language: Surroundings["language"]): Draft {
  return { ...draftOf(item.person, { language }), filled: new Set(), consent: item.consent };
}

function newest(rows: readonly Row[]): Row | undefined {
  const open = rows.filter(({ item, state }) => item && state !== "cancelled");
  return open.sort((one, other) => other.day - one.day || other.number - one.number)[0];
}

function nameOf({ analytes }: KitInUse): string {
  return analytes.map(({ loinc }) => loinc).join(" ");
}
