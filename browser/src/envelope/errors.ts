// The one error of this folder: a stable code, and where in the message it stands. Never a value of the message.
// Codes are those of spec/envelope.md, ticket.md and keys.md; spec/errors.json says what to do about each.

export class EnvelopeError extends Error {
  override readonly name = "EnvelopeError";

  constructor(
    readonly code: string,
    readonly path = "",
  ) {
    super(path ? `${code} at ${path}` : code);
  }
}
