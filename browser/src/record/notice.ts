// Where to tell a person that a result is ready: one address, if agreed and given (spec/notice.md §1).
// A number is written in one way (E.164) when it is sealed. E-mail comes before SMS, the person before a guardian.

import type { Slip } from "../envelope/slip";
import { isMap, type Plain } from "./shape";

export type Reachable = Pick<Slip, "channel" | "address">;

/** The address to tell; `undefined` without consent, without an address, or with numbers that take no message. */
export function reachable(contact: Plain | undefined, agreed: boolean | undefined): Reachable | undefined {
  if (!contact || !agreed) return undefined;
  const [email] = textsOf(contact["emails"]);
  if (email) return { channel: "email", address: email };
  const guardian = isMap(contact["guardian"]) ? phonesOf(contact["guardian"]) : [];
  const [number] = [...phonesOf(contact), ...guardian].flatMap((phone) => mobileNumber(phone) ?? []);
  return number ? { channel: "sms", address: number } : undefined;
}

/** The number in E.164, if it may take messages: a French mobile, or one abroad that is not said to be elsewhere. */
function mobileNumber(phone: Plain): string | undefined {
  const number = international(typeof phone["number"] === "string" ? phone["number"] : "");
  if (FRENCH.some((country) => number.startsWith(country))) return FRENCH_MOBILE.test(number) ? number : undefined;
  return ABROAD.test(number) && phone["use"] !== "home" && phone["use"] !== "work" ? number : undefined;
}

/** As dialled from anywhere; a French number of ten digits gets its country, others stay as they are. */
function international(number: string): string {
  if (!/^0[1-9]\d{8}$/.test(number)) return number.replace(/^00/, "+");
  return (OVERSEAS[number.slice(0, 4)] ?? "+33") + number.slice(1);
}

function phonesOf(owner: Plain): Plain[] {
  return Array.isArray(owner["phones"]) ? owner["phones"].filter(isMap) : [];
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

// Numbering plan of Arcep: overseas mobiles are dialled as 06 at home and have country codes of their own.
const OVERSEAS: Readonly<Record<string, string>> = {
  "0690": "+590",
  "0691": "+590",
  "0692": "+262",
  "0693": "+262",
  "0639": "+262",
  "0694": "+594",
  "0696": "+596",
  "0697": "+596",
};
const FRENCH = ["+33", "+590", "+594", "+596", "+262"];
const FRENCH_MOBILE = /^\+(?:33[67]|(?:590|594|596|262)6)\d{8}$/;
const ABROAD = /^\+[1-9]\d{7,14}$/;
