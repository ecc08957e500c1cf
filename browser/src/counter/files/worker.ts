// The worker beside the page: two of them run, so that reading and sealing a file never hold the page up.

import { Hand } from "./hand";
import type { ToWorker } from "./messages";

const hand = new Hand((message, transfer = []) => self.postMessage(message, { transfer: [...transfer] }));
self.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => hand.hear(data));
