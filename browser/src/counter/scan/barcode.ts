// Reads codes from pictures, with the library loaded when the camera is first used. Its program comes from this service.

import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { read, type Scan } from "./burst";

const PROGRAM = "/static/scanner.wasm";

prepareZXingModule({ overrides: { locateFile: () => PROGRAM } });

/** The first code in the picture that is a person's or a kit's; `unreadable` for a code that is neither, undefined for none. */
export async function readPicture(picture: ImageData): Promise<Scan | undefined> {
  const codes = await readBarcodes(picture, {
    formats: ["DataMatrix", "QRCode", "Code128"],
    tryHarder: true,
    maxNumberOfSymbols: 2,
    textMode: "Plain",
  });
  const scans = codes.map(({ text }) => read([text]));
  return scans.find((scan) => scan) ?? (codes.length ? { kind: "unreadable" } : undefined);
}
