/** Check digits: RPPS and LOINC (Luhn), GTIN (GS1). They expect well-formed text. Spec: spec/record.md, Numbers. */

/** Whether the key of an RPPS is right. */
export function rppsIsValid(number: string): boolean {
  return luhn(number);
}

/** Whether the check digit after the hyphen is right (Luhn over all digits). */
export function loincIsValid(code: string): boolean {
  return luhn(code.replace("-", ""));
}

/** Whether the check digit of a 14-digit GTIN is right. */
export function gtinIsValid(gtin: string): boolean {
  const sum = [...gtin].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0);
  return gtin.length === 14 && sum % 10 === 0;
}

function luhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
