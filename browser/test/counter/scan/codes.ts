// Codes as they are printed, and a scanner that types them on the wrong keyboard.

import type { Key } from "../../../src/counter/scan/burst";

export const GS = "\u001d";
export const INS =
  `IS010000000000000000000000S1279035121518989S21.2.250.1.213.1.4.8${GS}S3DOMINIQUE${GS}` +
  `S4PAT-TROIS${GS}S5FS628-03-1979S751215`;
export const PERSON = {
  number: "279035121518989",
  oid: "1.2.250.1.213.1.4.8",
  firstNames: "DOMINIQUE",
  birthName: "PAT-TROIS",
  sex: "F",
  birth: "1979-03-28",
  insee: "51215",
};
export const BOX = "01006865972000181726093010A12345";

const American = "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./";
const Shifted = '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?';
const French = "²&é\"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!";
const FrenchShifted = "~1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§";
const codes = (
  "Backquote Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 Minus Equal KeyQ KeyW KeyE KeyR KeyT " +
  "KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight Backslash KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon " +
  "Quote KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period Slash"
).split(" ");

/** What an American scanner's keys write on a French computer. */
export function onFrenchComputer(text: string): string {
  return Array.from(text, (character) => {
    const [plain, shifted] = [American.indexOf(character), Shifted.indexOf(character)];
    return French[plain] ?? FrenchShifted[shifted] ?? character;
  }).join("");
}

/** Its keydowns, `gap` milliseconds apart, and Enter. The separator is Ctrl+]. */
export function keysOf(text: string, { french = false, gap = 5, from = 0 } = {}): Key[] {
  const keys = Array.from(text, (character, index) => {
    const [plain, shifted] = [American.indexOf(character), Shifted.indexOf(character)];
    const at = from + index * gap;
    if (character === GS) return { key: french ? "$" : "]", code: "BracketRight", shifted: false, control: true, at };
    const key = french ? onFrenchComputer(character) : character;
    return { key, code: codes[plain < 0 ? shifted : plain] ?? "", shifted: plain < 0, control: false, at };
  });
  return [...keys, { key: "Enter", code: "Enter", shifted: false, control: false, at: from + text.length * gap }];
}
