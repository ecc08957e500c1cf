// People of the last days, opened when somebody first looks for one: the board's own rows at once, then week by week.

import { useMemo, useRef, useState } from "preact/hooks";
import { useCounter } from "../app";
import { dayOf } from "../board/due";
import { seconds } from "../board/now";
import type { Row } from "../contracts";
import { returningOf, type Returning } from "./returning";

/** Weeks before today: a second test comes within a week or two. */
const WEEKS = 2;

export function useReturning(): { readonly people: readonly Returning[]; readonly need: () => void } {
  const { items } = useCounter();
  const [earlier, setEarlier] = useState<readonly Row[]>([]);
  const asked = useRef(false);
  const rows = items.rows.value;
  const people = useMemo(() => returningOf([...earlier, ...rows]), [earlier, rows]);
  const load = async () => {
    const today = dayOf(seconds());
    for (let week = 1; week <= WEEKS; week++) {
      const found = await items.days(today - 7 * week, today - 7 * (week - 1) - 1);
      setEarlier((known) => [...known, ...found]);
    }
  };
  const need = () => {
    if (asked.current) return;
    asked.current = true;
    load().catch(() => (asked.current = false));
  };
  return { people, need };
}
