// The scripts that run beside the page, by the one policy that the pages' headers allow (`trusted-types sceau`).
// Only two constant addresses ever become a script, whatever a part of the page asks for.

const SCRIPTS = { worker: "/static/counter-worker.js", service: "/counter/service-worker.js" } as const;

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): TrustedPolicy;
}

interface TrustedPolicy {
  createScriptURL(address: string): unknown;
}

// A policy's name can be taken once a page: so it is, when this is loaded. Browsers without the rule take text.
const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
const policy = trustedTypes?.createPolicy("sceau", { createScriptURL: checked });

/** What `new Worker` (`worker`) and `serviceWorker.register` (`service`) are given. */
export function scriptAddress(name: keyof typeof SCRIPTS): string {
  return (policy?.createScriptURL(SCRIPTS[name]) ?? SCRIPTS[name]) as string;
}

function checked(address: string): string {
  if (!(Object.values(SCRIPTS) as string[]).includes(address)) throw new TypeError("not one of the counter's scripts");
  return address;
}
