// Why something did not work, as a person reads it: what it is, and what to do. The codes are those of spec/errors.json.

import { EnvelopeError } from "../envelope/errors";
import type { Language } from "../record/fields";
import { isKnownCode, message, problem } from "../record/problems";
import { Stale } from "./items/stale";
import { Refused, Unreachable } from "./relay";
import { InvalidRecord } from "./sending/invalid";
import texts from "./sentences.json";

/** `path` is a place in the record; a code that nobody knows is said as one that went wrong here. */
export function sentence(code: string, language: Language, path = ""): string {
  return message(problem(isKnownCode(code) ? code : "internal-error", path), language);
}

/** For whoever tried: everything that is to be mended. */
export function why(error: unknown, language: Language): string {
  if (error instanceof InvalidRecord) return error.problems.map((one) => message(one, language)).join(" ");
  if (error instanceof Stale) return sentence("stale-item", language);
  if (error instanceof Unreachable) return texts[language].unreachable;
  return sentence(error instanceof Refused || error instanceof EnvelopeError ? error.code : "internal-error", language);
}
