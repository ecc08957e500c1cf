// What is checked beside the field before anybody is asked: numbers, telephone, e-mail.

import { rppsIsValid } from "../../record/rpps";

/** Digits without what people put between them. */
export const digits = (typed: string): string => typed.replace(/[\s.\-/]/g, "");

/** `length` for one that is not 11 digits, `key` where a digit is wrong. */
export function rppsProblem(typed: string): "length" | "key" | undefined {
  const number = digits(typed);
  if (!/^\d{11}$/.test(number)) return "length";
  return rppsIsValid(number) ? undefined : "key";
}

export const isFiness = (typed: string): boolean => /^[0-9A-Z]{9}$/i.test(digits(typed));

export const isPhone = (typed: string): boolean => /^(0[1-9]\d{8}|\+\d{8,15})$/.test(digits(typed));

export const isEmail = (typed: string): boolean => /^[^\s@]{1,64}@[^\s@]+\.[^\s@.]{2,}$/.test(typed.trim());
