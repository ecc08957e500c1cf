// The time, for what is shown: it moves once a second, and only while somebody looks at it.

import { useEffect, useState } from "preact/hooks";

export function seconds(): number {
  return Math.floor(Date.now() / 1000);
}

export function useNow(): number {
  const [now, setNow] = useState(seconds);
  useEffect(() => {
    const timer = setInterval(() => setNow(seconds()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
