// A small choice of this computer's (paper of its printer, sound), kept in this browser; it names nobody.

import { useEffect, useState } from "preact/hooks";
import { useCounter } from "../app";

/** The value kept, `otherwise` until it is read or when none is; and the function that changes and keeps it. */
export function useSetting<Value>(name: string, otherwise: Value): readonly [Value, (value: Value) => void] {
  const { store } = useCounter();
  const [value, setValue] = useState(otherwise);
  useEffect(() => {
    void store.setting<Value>(name).then((kept) => kept !== undefined && setValue(kept));
  }, [name]);
  const change = (chosen: Value) => {
    setValue(chosen);
    void store.keep(name, chosen);
  };
  return [value, change];
}
