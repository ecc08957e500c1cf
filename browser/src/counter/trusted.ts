// The scripts that run beside the page, by the one policy that the pages' headers allow (`trusted-types sceau`).
// Only two constant addresses ever become a script, whatever a part of the page asks for.

const SCRIPTS = { worker: "/static/counter-worker.js", service: "/counter/service-worker.js" } as const;

interface Policy {
  createScriptURL(address: string): unknown;
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): Policy;
}

const made: { policy?: Policy | undefined } = {};

/** What `new Worker` (`worker`) and `serviceWorker.register` (`service`) are given; browsers without the rule take text. */
export function scriptAddress(name: keyof typeof SCRIPTS): string {
  made.policy ??= policy();
  return (made.policy?.createScriptURL(SCRIPTS[name]) ?? SCRIPTS[name]) as string;
}

function policy(): Policy | undefined {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  return trustedTypes?.createPolicy("sceau", { createScriptURL: checked });
}

function checked(address: string): string {
  if (!(Object.values(SCRIPTS) as string[]).includes(address)) throw new TypeError("not one of the counter's scripts");
  return address;
}
