// A scanner is a keyboard, and knows which country's it pretends to be; the computer believes in its own. Where they
// differ, digits come out shifted and letters swapped. What was meant is one of a few readings, and parsing tells which.

const US = "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:\"ZXCVBNM<>?";
const FR = "²&é\"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!~1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§";
const CODES =
  "Backquote Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 Minus Equal KeyQ KeyW KeyE KeyR " +
  "KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight Backslash KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL " +
  "Semicolon Quote KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period Slash";

const places = CODES.split(" ");
const fromFrench = mapping(FR, US);
const fromAmerican = mapping(US, FR);

/** The character of a key by where it stands on an American keyboard; undefined for a key that writes nothing there. */
export function characterAt(code: string, shifted: boolean): string | undefined {
  const pad = /^Numpad(\d)$/.exec(code)?.[1];
  const place = places.indexOf(code);
  return pad ?? (place < 0 ? undefined : US[place + (shifted ? places.length : 0)]);
}

/** What may have been meant, most likely first: as it came, by the keys' places, and as either keyboard misread by the other. */
export function readings(typed: string, byPlace = typed): readonly string[] {
  const each = (text: string, map: ReadonlyMap<string, string>) =>
    Array.from(text, (character) => map.get(character) ?? character).join("");
  return [...new Set([typed, byPlace, each(typed, fromFrench), each(typed, fromAmerican)])];
}

function mapping(from: string, to: string): ReadonlyMap<string, string> {
  return new Map(Array.from(from, (character, index) => [character, to[index] ?? character]));
}
