// Passkeys: one touch says who acts and, where the authenticator has PRF, opens the ring (spec/keys.md §3, WebAuthn level 3).
// What the PRF gives never leaves this page: what is sent is written field by field, and the extensions' results are none.

import { base64url, fromBase64url, random, utf8, type Bytes } from "../../envelope/bytes";
import { sha256 } from "../../envelope/kdf";

/** As the relay gives them: byte strings in base64url. */
export interface CreationJson {
  readonly publicKey: Omit<PublicKeyCredentialCreationOptions, "challenge" | "user" | "excludeCredentials"> & {
    readonly challenge: string;
    readonly user: { readonly id: string; readonly name: string; readonly displayName: string };
    readonly excludeCredentials?: readonly Descriptor[];
  };
}

export interface RequestJson {
  readonly publicKey: Omit<PublicKeyCredentialRequestOptions, "challenge" | "allowCredentials"> & {
    readonly challenge: string;
    readonly allowCredentials?: readonly Descriptor[];
  };
}

interface Descriptor {
  readonly id: string;
  readonly type: "public-key";
}

/** What goes to the relay. */
export interface CredentialJson {
  readonly id: string;
  readonly type: string;
  readonly response: Readonly<Record<string, string>>;
}

export interface Created {
  readonly credential: CredentialJson;
  /** Absent where the passkey has no PRF, and where it gives it at the next touch only (`prf`). */
  readonly secret?: Bytes;
  readonly prf: boolean;
}

export interface Touched {
  readonly credential: CredentialJson;
  /** The owner: a membership's number, 32 hexadecimal digits. */
  readonly member: string;
  readonly secret?: Bytes;
}

/** `cancelled` also when it took too long; `exists` when this authenticator has one already. */
export class PasskeyFailed extends Error {
  override readonly name = "PasskeyFailed";

  constructor(readonly reason: "cancelled" | "exists" | "unsupported") {
    super(reason);
  }
}

interface PrfResults {
  readonly prf?: { readonly enabled?: boolean; readonly results?: { readonly first?: BufferSource } };
}

export async function createPasskey({ publicKey }: CreationJson): Promise<Created> {
  const { user, challenge, excludeCredentials = [], ...rest } = publicKey;
  const options: PublicKeyCredentialCreationOptions = {
    ...rest,
    challenge: bytesOf(challenge),
    user: { ...user, id: bytesOf(user.id) },
    excludeCredentials: excludeCredentials.map(descriptor),
    authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
    extensions: { credProps: true, ...(await prf()) },
  };
  const credential = await asked(() => navigator.credentials.create({ publicKey: options }));
  const { clientDataJSON, attestationObject } = credential.response as AuthenticatorAttestationResponse;
  const results = credential.getClientExtensionResults() as PrfResults;
  return {
    credential: written(credential, { clientDataJSON, attestationObject }),
    prf: results.prf?.enabled === true,
    ...secretIn(results),
  };
}

/** Any passkey of this relay that the person has. */
export async function touchPasskey({ publicKey }: RequestJson): Promise<Touched> {
  const { challenge, allowCredentials = [], ...rest } = publicKey;
  return touch({ ...rest, challenge: bytesOf(challenge), allowCredentials: allowCredentials.map(descriptor) });
}

/** Without the relay: its PRF alone, for a browser without network, or right after it was made (`id`, base64url). */
export async function touchHere(id?: string): Promise<Touched> {
  const allowCredentials = id === undefined ? [] : [descriptor({ id, type: "public-key" })];
  return touch({ challenge: random(32), allowCredentials });
}

async function touch(options: PublicKeyCredentialRequestOptions): Promise<Touched> {
  const publicKey = { ...options, userVerification: "required", extensions: await prf() } as const;
  const credential = await asked(() => navigator.credentials.get({ publicKey }));
  const { clientDataJSON, authenticatorData, signature, userHandle } =
    credential.response as AuthenticatorAssertionResponse;
  const owner = new Uint8Array(userHandle ?? new ArrayBuffer(0));
  return {
    credential: written(credential, { clientDataJSON, authenticatorData, signature, userHandle: owner.buffer }),
    member: Array.from(owner, (byte) => byte.toString(16).padStart(2, "0")).join(""),
    ...secretIn(credential.getClientExtensionResults() as PrfResults),
  };
}

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  if (!("PublicKeyCredential" in globalThis)) throw new PasskeyFailed("unsupported");
  const credential = await ask().catch((error: unknown) => {
    throw failureOf(error);
  });
  if (!(credential instanceof PublicKeyCredential)) throw new PasskeyFailed("cancelled");
  return credential;
}

function failureOf(error: unknown): unknown {
  if (!(error instanceof DOMException)) return error;
  if (error.name === "InvalidStateError") return new PasskeyFailed("exists");
  const cancelled = error.name === "NotAllowedError" || error.name === "AbortError";
  return new PasskeyFailed(cancelled ? "cancelled" : "unsupported");
}

/** The same salt for every passkey: one that is synchronised opens on each of its computers. */
async function prf(): Promise<AuthenticationExtensionsClientInputs> {
  const first = await sha256(utf8("sceau/access/prf/v1"));
  return { prf: { eval: { first } } } as AuthenticationExtensionsClientInputs;
}

function secretIn({ prf }: PrfResults): { readonly secret?: Bytes } {
  const first = prf?.results?.first;
  if (first === undefined) return {};
  const view = first instanceof ArrayBuffer ? new Uint8Array(first) : new Uint8Array(first.buffer, first.byteOffset);
  return { secret: new Uint8Array(view.slice(0, 32)) };
}

function written({ id, type }: PublicKeyCredential, parts: Readonly<Record<string, ArrayBuffer>>): CredentialJson {
  const response = Object.entries(parts).map(([name, data]) => [name, base64url(new Uint8Array(data))] as const);
  return { id, type, response: Object.fromEntries(response.filter(([, data]) => data)) };
}

const descriptor = ({ id, type }: Descriptor): PublicKeyCredentialDescriptor => ({ id: bytesOf(id), type });

const bytesOf = (text: string): Bytes => fromBase64url(text) ?? new Uint8Array();
