// Hears that something changed: server-sent events, and asking every 15 seconds where they do not come.

export interface Listening {
  close(): void;
}

const [POLL, POLL_LISTENING] = [15_000, 60_000];
const [OPEN, CLOSED] = [1, 2]; // of an EventSource

/** `look` is told what changed (`items`, `shelf`, `prefills`, `keys`), as far as that is known. */
export function listen(url: string, look: (what: readonly string[]) => void): Listening {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const isOpen = (): boolean => source?.readyState === OPEN;
  const connect = (): void => {
    if (typeof EventSource === "undefined" || !url || (source && source.readyState !== CLOSED)) return;
    source = new EventSource(url, { withCredentials: true });
    source.addEventListener("change", ({ data }) => look(whatOf(data)));
    source.addEventListener("open", () => look([])); // what changed while nobody listened
  };
  const poll = (): void => {
    connect();
    look([]);
    timer = setTimeout(poll, isOpen() ? POLL_LISTENING : POLL);
  };
  const back = (): void => {
    clearTimeout(timer);
    poll();
  };

  globalThis.addEventListener?.("online", back);
  connect();
  timer = setTimeout(poll, POLL);
  return {
    close() {
      globalThis.removeEventListener?.("online", back);
      clearTimeout(timer);
      source?.close();
    },
  };
}

function whatOf(data: unknown): readonly string[] {
  try {
    const { what } = JSON.parse(String(data)) as { what?: unknown };
    return Array.isArray(what) ? what.map(String) : [];
  } catch {
    return [];
  }
}
