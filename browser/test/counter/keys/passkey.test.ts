// What leaves the page of a passkey, and what stays. The authenticator is made up; the true one is a journey's.

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createPasskey, touchHere, touchPasskey } from "../../../src/counter/keys/passkey";
import { base64url, hex, random, utf8, type Bytes } from "../../../src/envelope/bytes";
import { sha256 } from "../../../src/envelope/kdf";

class FakeCredential {
  readonly id = "passkey";
  readonly type = "public-key";

  constructor(
    readonly response: object,
    readonly results: object,
  ) {}

  getClientExtensionResults = (): object => this.results;
}

const secret = random(32);
const member = random(16);
const given = { prf: { enabled: true, results: { first: secret.buffer } } };
const bytes = (text: string): ArrayBuffer => utf8(text).buffer;
const assertion = {
  clientDataJSON: bytes("client"),
  authenticatorData: bytes("data"),
  signature: bytes("signature"),
  userHandle: member.buffer,
};
const attestation = { clientDataJSON: bytes("client"), attestationObject: bytes("object") };
const options = { publicKey: { challenge: base64url(random(32)), rpId: "localhost" } };
const creation = {
  publicKey: {
    challenge: base64url(random(32)),
    rp: { name: "Sceau" },
    user: { id: base64url(member), name: "Claire", displayName: "Claire" },
    pubKeyCredParams: [],
  },
};
const [get, create] = [vi.fn(), vi.fn()];

beforeEach(() => {
  vi.stubGlobal("PublicKeyCredential", FakeCredential);
  vi.stubGlobal("navigator", { credentials: { get, create } });
  get.mockResolvedValue(new FakeCredential(assertion, given));
  create.mockResolvedValue(new FakeCredential(attestation, given));
});

afterEach(() => vi.unstubAllGlobals());

test("a touch gives the secret, and sends nothing of it", async () => {
  const touched = await touchPasskey(options);
  expect(touched.secret).toEqual(secret);
  expect(touched.member).toBe(hex(member));
  expect(Object.keys(touched.credential).sort()).toEqual(["id", "response", "type"]);
  expect(JSON.stringify(touched.credential)).not.toContain(base64url(secret));
});

test("a new passkey's answer is sent without what its extensions gave", async () => {
  const { credential, secret: kept } = await createPasskey(creation);
  expect(kept).toEqual(secret);
  expect(Object.keys(credential.response).sort()).toEqual(["attestationObject", "clientDataJSON"]);
  expect(JSON.stringify(credential)).not.toContain(base64url(secret));
});

test("every passkey is asked for its owner's verification, and with the same salt", async () => {
  await touchHere();
  const [{ publicKey }] = get.mock.lastCall as [{ publicKey: PublicKeyCredentialRequestOptions }];
  const first = (publicKey.extensions as { prf: { eval: { first: Bytes } } }).prf.eval.first;
  expect(publicKey.userVerification).toBe("required");
  expect(first).toEqual(await sha256(utf8("sceau/access/prf/v1")));
});

test("a passkey without PRF gives no secret", async () => {
  get.mockResolvedValue(new FakeCredential(assertion, {}));
  create.mockResolvedValue(new FakeCredential(attestation, {}));
  expect(await touchPasskey(options)).not.toHaveProperty("secret");
  expect(await createPasskey(creation)).toMatchObject({ prf: false });
});

test.each([
  ["NotAllowedError", "cancelled"],
  ["InvalidStateError", "exists"],
  ["SecurityError", "unsupported"],
])("%s is %s", async (name, reason) => {
  create.mockRejectedValue(new DOMException("no", name));
  await expect(createPasskey(creation)).rejects.toMatchObject({ reason });
});

test("a browser without passkeys says so", async () => {
  vi.stubGlobal("PublicKeyCredential", undefined);
  Reflect.deleteProperty(globalThis, "PublicKeyCredential");
  await expect(touchHere()).rejects.toMatchObject({ reason: "unsupported" });
});
