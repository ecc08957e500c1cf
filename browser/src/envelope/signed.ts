// A body with several signatures: log entries and statements (spec/keys.md, spec/envelope.md §3).

import { compare, hex, type Bytes } from "./bytes";
import { decode, encode, type Fields, type Value } from "./cbor";
import { EnvelopeError } from "./errors";
import { bytes, list, take } from "./fields";
import { objectHash, verify, type Signer } from "./signature";

export type Signature = readonly [publicKey: Bytes, signature: Bytes];

/** `sealed` travels beside the body, which hashes it. */
export interface SignedObject {
  readonly body: Bytes;
  readonly signatures: readonly Signature[];
  readonly sealed: readonly Bytes[];
}

export const OBJECT_LIMIT = 65536;

export async function signObject(
  kind: string,
  body: Fields,
  signers: readonly Signer[],
  sealed: readonly Bytes[] = [],
): Promise<SignedObject> {
  const encoded = encode(body);
  const pairs = await Promise.all(
    signers.map(async (signer): Promise<Signature> => [signer.publicKey, await signer.sign(kind, encoded)]),
  );
  return { body: encoded, signatures: pairs.sort(([one], [other]) => compare(one, other)), sealed };
}

export function encodeObject({ body, signatures, sealed }: SignedObject): Bytes {
  const fields: Fields = { body, signatures: signatures.map((pair) => [...pair]) };
  return encode(sealed.length ? { ...fields, sealed: [...sealed] } : fields);
}

/** Its signatures are not verified yet. */
export function parseObject(data: Uint8Array, path = "object"): SignedObject {
  const required = { body: bytes(1, OBJECT_LIMIT), signatures: list(pair, 1, 32) };
  const optional = { sealed: list(bytes(1, 4096), 1, 256) };
  const { body, signatures, sealed = [] } = take(decode(data, OBJECT_LIMIT, path), path, required, optional);
  const sorted = signatures.every(([key], at) => at === 0 || compare(signatures[at - 1]?.[0] ?? key, key) < 0);
  if (!sorted) throw new EnvelopeError("not-canonical", `${path}.signatures`);
  return { body, signatures, sealed };
}

/** `unknown-field` when something travels beside a body that says nothing of it. */
export function refuseSealed({ sealed }: SignedObject, path: string): void {
  if (sealed.length) throw new EnvelopeError("unknown-field", `${path}.sealed`);
}

export const hashOf = ({ body }: SignedObject): Promise<Bytes> => objectHash(body);

/** The keys, in hexadecimal, that signed the body as `kind`; one bad signature refuses the object. */
export async function signersOf(kind: string, { body, signatures }: SignedObject): Promise<Set<string>> {
  for (const [key, signature] of signatures) await verify(kind, body, key, signature, "signatures");
  return new Set(signatures.map(([key]) => hex(key)));
}

function pair(value: Value, path: string): Signature {
  const [key, signature] = list((item) => item, 2, 2)(value, path);
  return [bytes(32)(key ?? "", path), bytes(64)(signature ?? "", path)];
}
