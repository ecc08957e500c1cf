// The ring: what one access key opens and signs, in memory only, until the counter locks (spec/keys.md §3).

import { accessSignSeed } from "../../envelope/access";
import { equal, hex, type Bytes } from "../../envelope/bytes";
import { epochSeed } from "../../envelope/enrol";
import { EnvelopeError } from "../../envelope/errors";
import type { Epoch } from "../../envelope/pharmacy_log";
import { signerFromSeed, type Signer } from "../../envelope/signature";
import type { Ring } from "../contracts";
import type { Trust } from "./trust";

export interface RingParts {
  readonly device: Signer;
  /** The log as the relay has it now: asked when somebody names an epoch that this ring does not know. */
  newer(): Promise<Trust>;
}

/** A ring that can be emptied. */
export interface OpenRing extends Ring {
  /** The same on a newer log. What holds this one goes on with it. */
  on(trust: Trust): OpenRing;
  /** The secret and all seeds are overwritten, of every ring made from this one; from then on nothing opens. */
  forget(): void;
}

/** `not-signed` when the secret's access key is none of the pharmacy's. */
export async function ringOf(secret: Bytes, trust: Trust, parts: RingParts): Promise<OpenRing> {
  const member = await signerFromSeed(await accessSignSeed(secret));
  if (!trust.log.members.has(hex(member.publicKey))) throw new EnvelopeError("not-signed", "ring");
  return ringWith(new Seeds(secret, trust.log, parts.newer), member, trust, parts);
}

function ringWith(seeds: Seeds, member: Signer, { statements, log }: Trust, parts: RingParts): OpenRing {
  return {
    pharmacy: log.pharmacy,
    log,
    statements,
    member,
    device: parts.device,
    secret: seeds.secret,
    seedOf: (kid) => seeds.of(kid),
    on: (trust) => {
      seeds.log = trust.log;
      return ringWith(seeds, member, trust, parts);
    },
    forget: () => seeds.forget(),
  };
}

/** Whoever asks gets a copy: what is in use elsewhere is never overwritten under its hands. */
class Seeds {
  readonly #known = new Map<string, Bytes>();
  #forgotten = false;

  constructor(
    readonly secret: Bytes,
    public log: Trust["log"],
    private readonly newer: () => Promise<Trust>,
  ) {}

  async of(kid: Bytes): Promise<Bytes> {
    this.#refuseForgotten();
    const known = this.#known.get(hex(kid));
    if (known) return known.slice();
    const epoch = await this.#epoch(kid);
    const seed = await epochSeed(this.log, epoch, this.secret.slice());
    this.#refuseForgotten();
    this.#known.set(hex(kid), seed);
    return seed.slice();
  }

  forget(): void {
    this.#forgotten = true;
    for (const secret of [this.secret, ...this.#known.values()]) secret.fill(0);
    this.#known.clear();
  }

  async #epoch(kid: Bytes): Promise<Epoch> {
    const find = () => this.log.epochs.find((epoch) => equal(epoch.kid, kid));
    if (!find()) this.log = (await this.newer()).log;
    const epoch = find();
    if (!epoch) throw new EnvelopeError("cannot-open", "epoch");
    return epoch;
  }

  #refuseForgotten(): void {
    if (this.#forgotten) throw new EnvelopeError("cannot-open", "ring");
  }
}
