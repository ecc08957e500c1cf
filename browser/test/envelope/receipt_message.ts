// A receipt for the vectors: an envelope's header, the second of three leaves, from a root to an `ack` and a `ledger` key.

import { createPrivateKey, sign } from "node:crypto";
import { encodeAcknowledgement } from "../../src/envelope/acknowledgement";
import { concat, fromHex, hex, random, utf8, type Bytes } from "../../src/envelope/bytes";
import type { Fields } from "../../src/envelope/cbor";
import { sha256 } from "../../src/envelope/kdf";
import { encodeReceipt } from "../../src/envelope/receipt";
import type { Sealed } from "../../src/envelope/seal";
import { leaf, signerFromSeed, type Signer } from "../../src/envelope/signature";
import { encodeObject, hashOf, signObject, type SignedObject } from "../../src/envelope/signed";

const NOW = 1_760_000_000;
const DOMAIN = "register.example";
const ORIGIN = `${DOMAIN}/ledger`;
const life = { not_before: NOW, not_after: NOW + 1000 };
const sealing = { ...life, destroy_after: NOW + 1000 + 60 * 86_400 };

/** What the register says of the envelope; accepted unless said. */
export interface Verdict {
  readonly status: "accepted" | "rejected";
  readonly answer: Bytes;
}

const ACCEPTED: Verdict = { status: "accepted", answer: utf8("answer") };

export async function receiptOf(
  { envelope, header }: Pick<Sealed, "envelope" | "header">,
  { status, answer }: Verdict = ACCEPTED,
): Promise<{ root_hash: string; receipt: string }> {
  const seed = random(32);
  const [root, signer, ack, ledger] = await Promise.all([random(32), random(32), random(32), seed].map(signerFromSeed));
  if (!root || !signer || !ack || !ledger) throw new Error("four signers");
  const chain: SignedObject[] = [];
  const publish = async (kind: string, fields: Fields, by: Signer) => {
    const last = chain.at(-1);
    const prev = last ? await hashOf(last) : new Uint8Array();
    chain.push(await signObject(kind, { domain: DOMAIN, seq: chain.length, prev, time: NOW, ...fields }, [by]));
  };
  await publish("root", { threshold: 1, keys: [root.publicKey] }, root);
  await publish("signer", { pk: signer.publicKey, ...life }, root);
  await publish("key", { role: "ack", pk: ack.publicKey, ...sealing }, signer);
  await publish("key", { role: "ledger", pk: ledger.publicKey, ...sealing }, signer);
  const { pharmacy, id } = header;
  const said = encodeAcknowledgement({
    domain: DOMAIN,
    pharmacy,
    id,
    hash: await sha256(envelope.header),
    status,
    day: header.day,
    answer: await sha256(answer),
  });
  const receipt = encodeReceipt({
    header: envelope.header,
    signature: envelope.signature,
    ack: said,
    ack_signature: await ack.sign("ack", said),
    proof: await proofOf(await leafOf(status, envelope.header, said), seed, ledger.publicKey),
    keys: chain.map(encodeObject),
  });
  return { root_hash: hex(await hashOf(chain[0] as SignedObject)), receipt: hex(receipt) };
}

function leafOf(status: Verdict["status"], header: Bytes, said: Bytes): Promise<Bytes> {
  return status === "accepted" ? leaf("envelope", header) : leaf("ack", said);
}

/** A tlog-proof file that `entry` is number 1 of three. */
async function proofOf(entry: Bytes, seed: Bytes, publicKey: Bytes): Promise<string> {
  const leaves = [await leaf("key", utf8("before")), entry, await leaf("key", utf8("after"))];
  const [before, own, after] = await Promise.all(leaves.map((each) => sha256(Uint8Array.of(0), each)));
  if (!before || !own || !after) throw new Error("three leaves");
  const node = (left: Bytes, right: Bytes) => sha256(Uint8Array.of(1), left, right);
  const root = await node(await node(before, own), after);
  const text = `${ORIGIN}\n3\n${base64(root)}\n`;
  const id = (await sha256(utf8(ORIGIN), Uint8Array.of(10, 1), publicKey)).slice(0, 4);
  const der = concat(fromHex("302e020100300506032b657004220420"), seed);
  const key = createPrivateKey({ key: Buffer.from(der), format: "der", type: "pkcs8" });
  const signature = base64(concat(id, sign(null, utf8(text), key)));
  const lines = ["c2sp.org/tlog-proof@v1", "index 1", base64(before), base64(after)];
  return `${lines.join("\n")}\n\n${text}\n\u2014 ${ORIGIN} ${signature}\n`;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
