// From a row to the record that is sealed: sections as spec/record.md has them, checked (spec/counter.md §8).

import type { Sections } from "../../envelope/sections";
import { check } from "../../record/check";
import type { Plain } from "../../record/shape";
import { section, statisticsOf } from "../../record/statistics";
import type { Consent, Item, Responsible, Round, SendOrder } from "../contracts";
import { valueOf } from "../items/codec";
import { InvalidRecord } from "./invalid";

/** The pharmacy as its log names it. */
export interface Shop {
  readonly finess: string;
  readonly name: string;
  readonly phone: string;
}

export interface RecordParts {
  readonly item: Item;
  readonly order: SendOrder;
  readonly responsible: Responsible | undefined;
  readonly shop: Shop;
  /** Seconds since 1970. */
  readonly now: number;
}

/** Not a result any more: what a cancellation says of each analyte. */
const UNSATISFACTORY = "125154007";
/** A pharmacist; the log does not say of which section of the Order. */
const ROLE = "G15_21";
const COMMENT_LENGTH = 300;

/** The record of the row's last round. `InvalidRecord` with everything that is wrong. */
export function recordOf({ item, order, responsible, shop, now }: RecordParts): Sections {
  const person = personOf(item);
  const round = item.rounds.at(-1);
  const sections: Record<string, unknown> = {
    ...person,
    result: round ? resultOf(round, order) : {},
    source: { professional: professional(responsible), pharmacy: pharmacy(shop), consents: consents(item.consent) },
  };
  sections["statistics"] = statisticsOf(sections) ?? {};
  const plain = valueOf(sections) as Sections;
  const errors = check(plain, new Date(now * 1000)).filter(({ severity }) => severity === "error");
  if (errors.length) throw new InvalidRecord(errors);
  return plain;
}

/** The person's sections that say something; doctors only if they may be told. */
function personOf({ person, consent }: Item): Plain {
  const { doctors: _unasked, ...others } = section(person, "contact");
  const contact = consent.doctor ? section(person, "contact") : others;
  const said = Object.entries({ ...person, contact }).filter(([, fields]) => Object.keys(fields as Plain).length > 0);
  return Object.fromEntries(said);
}

function resultOf(round: Round, { kind, reason }: SendOrder): Plain {
  const comment = [round.comment, reason].filter(Boolean).join("\n").slice(0, COMMENT_LENGTH).trim();
  const analytes = round.analytes.map(({ disease, loinc, specimen }, at) => ({
    disease,
    loinc,
    outcome: kind === "cancellation" ? UNSATISFACTORY : round.outcomes?.[loinc],
    ...(specimen && { specimen }),
    ...(at === 0 && comment && { comment }),
  }));
  const { sampled, read, device } = round;
  return {
    analytes: analytes.map(valueOf),
    device,
    ...(sampled !== undefined && { sampling_time: localTime(sampled) }),
    ...(read !== undefined && { reading_time: localTime(read) }),
  };
}

function professional(responsible: Responsible | undefined): Plain {
  return responsible ? { rpps: responsible.rpps, role: ROLE, ...nameOf(responsible.name) } : { role: ROLE };
}

/** `Claire MARTIN`, `Claire Martin`: capitals are the family's name, else all after the first word. */
function nameOf(name: string): Plain {
  const words = name.trim().split(/\s+/);
  const shouted = words.filter((word) => word.length > 1 && word === word.toUpperCase());
  const family = shouted.length && shouted.length < words.length ? shouted : words.slice(words.length > 1 ? 1 : 0);
  const given = words.filter((word) => !family.includes(word));
  return { family: family.join(" "), ...(given.length && { given: given.join(" ") }) };
}

function pharmacy({ finess, name, phone }: Shop): Plain {
  const dialled = phone.replaceAll(/[^0-9+]/g, "");
  return { name, identifier: { kind: "finess", value: finess }, ...(dialled && { phone: dialled }) };
}

/** What was not asked was not agreed to. */
function consents({ test, identity, doctor, notice, certificate }: Consent): Plain {
  const agreed = { test, identity, doctor, notice, certificate };
  return Object.fromEntries(Object.entries(agreed).map(([name, given]) => [name, given === true]));
}

/** Date, time and offset of this place. */
function localTime(seconds: number): string {
  const moment = new Date(seconds * 1000);
  const offset = -moment.getTimezoneOffset();
  const local = new Date(moment.getTime() + offset * 60_000).toISOString().slice(0, 19);
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map((part) =>
    String(part).padStart(2, "0"),
  );
  return `${local}${offset < 0 ? "-" : "+"}${hours}:${minutes}`;
}
