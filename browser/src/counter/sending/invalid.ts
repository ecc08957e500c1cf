import type { Problem } from "../../record/problems";

/** The record that a row would give has errors: what to mend, each with its place and its sentence (record/problems.ts). */
export class InvalidRecord extends Error {
  override readonly name = "InvalidRecord";

  constructor(readonly problems: readonly Problem[]) {
    super("invalid-record");
  }
}
