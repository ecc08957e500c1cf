// Lets the counter open without a network, in browsers that can.

import { scriptAddress } from "../trusted";

export async function registerWorker(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(scriptAddress("service"), { scope: "/counter", updateViaCache: "none" });
}
