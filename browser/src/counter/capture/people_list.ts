// A class, a team, a family: one person a line, as a spreadsheet pastes them or as somebody types them.

import { folded } from "../../record/text";
import { readBirth } from "./birth";

export interface Listed {
  /** Line, from 1. */
  readonly line: number;
  readonly family: string;
  readonly given: string;
  /** As the record has it. */
  readonly birth: string;
  readonly sex: "M" | "F" | "U";
}

export interface Unread {
  readonly line: number;
  readonly missing: "date" | "name";
}

export const MOST = 30;

const DATE = /\b(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:\d{4}|\d{2})|\d{8})\b/;
const HEADINGS = new Set(["NOM", "NAME", "PRENOM", "FIRST", "NAISSANCE", "DATE", "BIRTH", "SEXE", "SEX"]);
const SEXES: Readonly<Record<string, "M" | "F">> = {
  M: "M",
  F: "F",
  G: "M",
  H: "M",
  GARCON: "M",
  FILLE: "F",
  BOY: "M",
  GIRL: "F",
};

/** Those who can be read, and the lines that cannot, at once. Names first or date first, apart by tabs, semicolons or spaces. */
export function readPeople(
  pasted: string,
  today: Date,
): { readonly people: readonly Listed[]; readonly unread: readonly Unread[] } {
  const lines = pasted
    .split(/\r?\n/)
    .map((content, index) => ({ content: content.trim(), line: index + 1 }))
    .filter(({ content }) => content);
  const listed = lines.slice(isHeading(lines[0]?.content ?? "") ? 1 : 0);
  const read = listed.map(({ content, line }) => readLine(content, line, today));
  return { people: read.filter((one) => "family" in one), unread: read.filter((one) => "missing" in one) };
}

function readLine(content: string, line: number, today: Date): Listed | Unread {
  const date = DATE.exec(content)?.[0];
  const birth = date && readBirth(date, today);
  if (!date || !birth) return { line, missing: "date" };
  const parts = content
    .replace(date, "\t")
    .split(/[\t;,]+/)
    .map((part) => part.trim())
    .filter(Boolean);
  const sex = parts.map((part) => SEXES[folded(part)]).find(Boolean) ?? "U";
  const [family = "", given = ""] = named(parts.filter((part) => !SEXES[folded(part)]));
  return family && given
    ? { line, family: family.toLocaleUpperCase("fr"), given, birth, sex }
    : { line, missing: "name" };
}

// In cells, the first is the family name. In one text, what is in capitals is; else the first word.
function named(parts: readonly string[]): readonly string[] {
  if (parts.length > 1) return parts;
  const words = (parts[0] ?? "").split(/\s+/);
  const capitals = words.filter((word) => word.length > 1 && word === word.toLocaleUpperCase("fr"));
  const family = capitals.length && capitals.length < words.length ? capitals : words.slice(0, 1);
  return [family.join(" "), words.filter((word) => !family.includes(word)).join(" ")];
}

// Two words of a heading make one: a person may be called Name.
function isHeading(content: string): boolean {
  const words = folded(content).split(" ");
  return !/\d/.test(content) && words.filter((word) => HEADINGS.has(word)).length > 1;
}
