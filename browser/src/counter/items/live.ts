// Hears that something changed: server-sent events, and asking every 15 seconds where they do not come.

/** Called at once when something changed, and from time to time in any case. */
export interface Listening {
  close(): void;
}

const [POLL, POLL_LISTENING] = [15_000, 60_000];
const [OPEN, CLOSED] = [1, 2]; // of an EventSource

export function listen(url: string, look: () => void): Listening {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const isOpen = (): boolean => source?.readyState === OPEN;
  const connect = (): void => {
    if (typeof EventSource === "undefined" || !url || (source && source.readyState !== CLOSED)) return;
    source = new EventSource(url, { withCredentials: true });
    source.addEventListener("change", look);
    source.addEventListener("open", look); // what changed while nobody listened
  };
  const poll = (): void => {
    connect();
    look();
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
