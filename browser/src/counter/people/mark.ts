// A key's short mark, for people to tell one computer from another.

/** `A1B2 C3D4`: the first four bytes of a key in hexadecimal. */
export function markOf(key: string): string {
  const start = key.slice(0, 8).toUpperCase();
  return `${start.slice(0, 4)} ${start.slice(4)}`;
}
