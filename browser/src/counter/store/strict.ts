/** On the disk, not in the system's memory, when a transaction is done: a computer may be switched off at the wall. */
export const STRICT = { durability: "strict" } as const;
