/** The key of the French person's number (NIR, INS). Sources: INSEE, ANS. Spec: spec/record.md, Numbers. */
const root = "1.2.250.1.213.1.4";
const oidOfNia = `${root}.9`;
const form = /^[0-9]{5}(?:[0-9]{2}|2[AB])[0-9]{8}$/;
const anywhere = /(?<![0-9])[1-8][0-9]{4}(?:[0-9]{2}|2[AB])[0-9]{6}(?:[0-9]{2})?(?![0-9])/i;

/** NIR, NIA, test and demo numbers: those whose key is checked. */
export const insOids: ReadonlySet<string> = new Set([`${root}.8`, oidOfNia, `${root}.10`, `${root}.11`]);

/** The code of what is wrong with a number under one of the INS OIDs. */
export function nirError(number: string, oid: string): string | undefined {
  if (!form.test(number)) return "nir-format";
  if (!/^[12]/.test(number)) return oid === oidOfNia && hasRightKey(number) ? undefined : "nir-prefix";
  const month = Number(number.slice(3, 5));
  if (month < 1 || (month > 12 && month < 20)) return "nir-month";
  return hasRightKey(number) ? undefined : "nir-key";
}

/** Whether a text (an e-mail address) holds something shaped like a NIR, with or without its key. */
export function carriesNir(text: string): boolean {
  return anywhere.test(text);
}

function hasRightKey(number: string): boolean {
  // Corsica: 2A counts as 19, 2B as 18.
  const digits = number.slice(0, 13).replace("2A", "19").replace("2B", "18");
  return 97 - (Number(digits) % 97) === Number(number.slice(13));
}
