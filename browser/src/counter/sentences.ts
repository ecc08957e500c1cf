// A code of spec/errors.json as a person reads it: what it is, and what to do.

import type { Language } from "../record/fields";
import { isKnownCode, message, problem } from "../record/problems";

/** `path` is a place in the record; a code that nobody knows is said as one that went wrong here. */
export function sentence(code: string, language: Language, path = ""): string {
  return message(problem(isKnownCode(code) ? code : "internal-error", path), language);
}
