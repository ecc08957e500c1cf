import type { Row } from "../contracts";

/** Somebody else changed it before: what it is now. */
export class Stale extends Error {
  override readonly name = "Stale";

  constructor(readonly now: Row) {
    super("stale");
  }
}
