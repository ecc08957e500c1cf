import type { Bytes } from "../../envelope/bytes";

/** The objects of an NDJSON answer, a line each; what is none (a proxy's page) is an empty one. */
export function lines<Line extends object>(body: Bytes): readonly Partial<Line>[] {
  return new TextDecoder()
    .decode(body)
    .split("\n")
    .filter(Boolean)
    .map(readLine<Line>);
}

function readLine<Line extends object>(line: string): Partial<Line> {
  try {
    const read: unknown = JSON.parse(line);
    return typeof read === "object" && read !== null ? (read as Partial<Line>) : {};
  } catch {
    return {};
  }
}
