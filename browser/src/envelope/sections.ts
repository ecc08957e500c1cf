// Salted sections and their commitment (spec/envelope.md §4).
// One commitment binds every copy of an envelope, and each copy reveals only what its reader may see.

import { equal, random, type Bytes } from "./bytes";
import { decode, encode, type Fields, type Value } from "./cbor";
import { EnvelopeError } from "./errors";
import { bytes, list, map } from "./fields";
import { labelled, sha256 } from "./kdf";

/** What a registration without the person's consent to being named withholds. */
export const ABOUT_THE_PERSON: readonly SectionName[] = ["identity", "number", "contact", "context"];
/** Never the national number, nor an address that may contain it. */
export const PATIENT_SEES: readonly SectionName[] = ["identity", "context", "result", "source"];
export const SECTION_NAMES = ["identity", "number", "contact", "context", "result", "source", "statistics"] as const;
export type SectionName = (typeof SECTION_NAMES)[number];
export type Sections = Partial<Record<SectionName, Fields>>;

export interface Section {
  readonly name: SectionName;
  readonly salt: Bytes;
  readonly data: Bytes;
  readonly digest: Bytes;
}

/** What a copy shows: the fields of the sections it reveals, and the names of those it withholds. */
export interface Revealed {
  readonly sections: Sections;
  readonly withheld: readonly SectionName[];
}

const SECTION_LIMIT = 8192;

/** Each with a fresh salt, in order. `bad-sections` for a name that is none: leaving it out would lose it unseen. */
export async function makeSections(sections: Sections): Promise<Section[]> {
  const names = Object.keys(sections);
  if (!names.length || !names.every(isSectionName)) throw new EnvelopeError("bad-sections", "record");
  const present = SECTION_NAMES.filter((name) => sections[name] !== undefined);
  return Promise.all(
    present.map(async (name) => {
      const [salt, data] = [random(32), encode(sections[name] ?? {})];
      return { name, salt, data, digest: await sectionDigest(salt, data) };
    }),
  );
}

export function commitment(digests: readonly (readonly [SectionName, Bytes])[]): Promise<Bytes> {
  return sha256(labelled("sceau/commit/v1", encode(digests.map(([name, digest]) => [name, digest]))));
}

/** The payload's `sections`: `[name, salt, bytes]` of each name revealed, `[name, digest]` of the others. */
export function reveal(sections: readonly Section[], names: readonly SectionName[]): Value {
  return sections.map(({ name, salt, data, digest }) => (names.includes(name) ? [name, salt, data] : [name, digest]));
}

/** What `reveal` made and `readSections` took, again: of the open sections only those named stay open. */
export function withhold(entries: Value, names: readonly SectionName[]): Promise<Value[]> {
  return Promise.all(
    list(
      (entry) => entry,
      1,
      SECTION_NAMES.length,
    )(entries, "sections").map(async (entry, index) => {
      const { name, digest, data } = await readSection(entry, index);
      return data && !names.includes(name) ? [name, digest] : entry;
    }),
  );
}

/** The sections of an opened copy that reveals them all, with the salts they have. `bad-sections` when one is withheld. */
export async function openSections(entries: Value): Promise<Section[]> {
  const shown = list((entry) => entry, 1, SECTION_NAMES.length)(entries, "sections");
  return Promise.all(
    shown.map(async (entry, index) => {
      const { name, digest, salt, data } = await readSection(entry, index);
      if (!salt || !data) throw new EnvelopeError("bad-sections", `sections[${index}]`);
      return { name, salt, data, digest };
    }),
  );
}

/** Read a payload's `sections`: `bad-sections` when out of order, `bad-commit` unless they are the ones committed to. */
export async function readSections(entries: Value, commit: Bytes): Promise<Revealed> {
  const read = await Promise.all(list((entry) => entry, 1, SECTION_NAMES.length)(entries, "sections").map(readSection));
  const order = read.map(({ name }) => SECTION_NAMES.indexOf(name));
  const ascending = order.every((rank, index) => index === 0 || rank > (order[index - 1] ?? 0));
  if (!ascending) throw new EnvelopeError("bad-sections", "sections");
  const sections: Sections = {};
  for (const { name, data } of read) {
    if (data) sections[name] = map(decode(data, SECTION_LIMIT, `sections.${name}`), `sections.${name}`);
  }
  const committed = await commitment(read.map(({ name, digest }) => [name, digest]));
  if (!equal(committed, commit)) throw new EnvelopeError("bad-commit", "sections");
  return { sections, withheld: read.filter(({ data }) => !data).map(({ name }) => name) };
}

interface ReadSection extends Pick<Section, "name" | "digest">, Partial<Pick<Section, "salt" | "data">> {}

async function readSection(entry: Value, index: number): Promise<ReadSection> {
  const path = `sections[${index}]`;
  const [name = "", first = "", data] = list((item) => item, 2, 3)(entry, path);
  if (!isSectionName(name)) throw new EnvelopeError("bad-sections", path);
  const saltOrDigest = bytes(32)(first, path);
  if (data === undefined) return { name, digest: saltOrDigest };
  const revealed = bytes(0, SECTION_LIMIT)(data, path);
  return { name, digest: await sectionDigest(saltOrDigest, revealed), salt: saltOrDigest, data: revealed };
}

function isSectionName(name: Value): name is SectionName {
  return (SECTION_NAMES as readonly Value[]).includes(name);
}

function sectionDigest(salt: Bytes, data: Bytes): Promise<Bytes> {
  return sha256(labelled("sceau/section/v1", salt, data));
}
