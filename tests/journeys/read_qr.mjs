// Reads the QR code of a picture (PNG on standard input), as a phone's camera does; prints its text.

import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

const wasm = await readFile(new URL("../../node_modules/zxing-wasm/dist/reader/zxing_reader.wasm", import.meta.url));
prepareZXingModule({ overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.length) } });
const [found] = await readBarcodes(new Blob([await buffer(process.stdin)]), { formats: ["QRCode"] });
process.stdout.write(found?.text ?? "");
