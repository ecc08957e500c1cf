/** The device identifier printed on a kit's box, `(01)…(17)…(10)…`. Source: GS1. Spec: spec/record.md, Device. */
import { earliestDay } from "./dates";

/** What a box says of itself; `expiry` is the last day of use, `YYYY-MM-DD`. */
export interface Udi {
  readonly gtin: string;
  readonly lot?: string;
  readonly expiry?: string;
}

/** The elements of a well-formed identifier; an expiry that is no day is left out. */
export function parseUdi(text: string): Udi {
  const elements = new Map([...text.matchAll(/\(([0-9]{2,4})\)([^()]+)/g)].map((one) => [one[1], one[2]]));
  const lot = elements.get("10");
  const expiry = expiryOf(elements.get("17") ?? "");
  return { gtin: elements.get("01") ?? "", ...(lot ? { lot } : {}), ...(expiry ? { expiry } : {}) };
}

function expiryOf(text: string): string | undefined {
  if (!/^[0-9]{6}$/.test(text)) return undefined;
  const month = `20${text.slice(0, 2)}-${text.slice(2, 4)}`;
  if (text.slice(4) !== "00") return earliestDay(`${month}-${text.slice(4)}`);
  // GS1: day 00 means the last day of the month.
  return ["31", "30", "29", "28"].map((day) => earliestDay(`${month}-${day}`)).find(Boolean);
}
