// Draws a document as a PDF, on this device: the only part that knows pdf-lib, which is loaded when somebody saves.
// A4, one column; a section that fits one page is not torn. Helvetica, which every reader has: no typeface in the file.

import { PDFDocument, rgb, StandardFonts, type PDFFont, type PDFPage, type RGB } from "@cantoo/pdf-lib";
import { textsOf, type PrintedDocument, type Section, type Tone } from "./document";
import { COLUMN, lay, type Line, type Style } from "./layout";
import { printable } from "./letters";

/** Some text has letters that the typeface lacks: whoever wants it on paper prints the page instead. */
export class UnprintableError extends Error {
  override readonly name = "UnprintableError";
}

const [WIDTH, HEIGHT] = [595.28, 841.89];
const [TOP, FOOT] = [64, 72];
const LEFT = (WIDTH - COLUMN) / 2;
const BETWEEN_SECTIONS = 20;
const FOOT_SIZE = 9;
const HEAD_SIZE = 12;
const COLOURS: Readonly<Record<Tone, RGB>> = {
  plain: rgb(0.078, 0.129, 0.114),
  quiet: rgb(0.29, 0.353, 0.329),
  accent: rgb(0.043, 0.42, 0.314),
  positive: rgb(0.643, 0.149, 0.173),
  due: rgb(0.561, 0.259, 0.024),
};

/** A PDF file. UnprintableError when some letter cannot be drawn. */
export async function draw(document: PrintedDocument): Promise<Uint8Array<ArrayBuffer>> {
  if (textsOf(document).some((text) => printable(text) === undefined)) throw new UnprintableError();
  const file = await PDFDocument.create({ updateMetadata: false });
  file.setTitle(document.title, { showInWindowTitleBar: true });
  file.setLanguage(document.language);
  file.setProducer("Sceau");
  const regular = await file.embedFont(StandardFonts.Helvetica);
  const sheet = new Sheet(file, regular, await file.embedFont(StandardFonts.HelveticaBold));
  for (const section of document.sections) sheet.write(section);
  sheet.sign(document);
  return new Uint8Array(await file.save({ useObjectStreams: false }));
}

class Sheet {
  readonly #pages: PDFPage[] = [];
  #y = 0; // the height of what is left, from the foot of the page

  constructor(
    private readonly file: PDFDocument,
    private readonly regular: PDFFont,
    private readonly bold: PDFFont,
  ) {}

  write(section: Section): void {
    const { lines, height } = lay(section, (text, style) => this.#width(text, style));
    if (height > this.#y) this.#turn();
    let above = 0; // what of a section longer than a page stands on the pages before
    for (const line of lines) {
      if (line.down - above > this.#y) {
        above = line.down - line.style.size;
        this.#turn();
      }
      this.#put(line, FOOT + this.#y - (line.down - above));
    }
    this.#y -= height - above + BETWEEN_SECTIONS;
  }

  /** Once all is written: the head and the foot of each page. */
  sign({ head = "", foot }: Pick<PrintedDocument, "head" | "foot">): void {
    const style: Style = { size: FOOT_SIZE, bold: false, tone: "quiet", below: 0 };
    const warning: Style = { size: HEAD_SIZE, bold: true, tone: "due", below: 0 };
    const count = String(this.#pages.length);
    this.#pages.forEach((page, index) => {
      const text = foot.replace("{page}", String(index + 1)).replace("{pages}", count);
      if (head) this.#put({ text: head, left: 0, down: 0, style: warning }, HEIGHT - TOP / 2 - HEAD_SIZE / 2, page);
      this.#put({ text, left: 0, down: 0, style }, FOOT / 2, page);
    });
  }

  #turn(): void {
    this.#pages.push(this.file.addPage([WIDTH, HEIGHT]));
    this.#y = HEIGHT - TOP - FOOT;
  }

  #put({ text, left, style }: Line, y: number, page = this.#pages.at(-1)): void {
    const at = { x: LEFT + left, y, size: style.size, font: this.#font(style), color: COLOURS[style.tone] };
    page?.drawText(shown(text), at);
  }

  #width(text: string, style: Style): number {
    return this.#font(style).widthOfTextAtSize(shown(text), style.size);
  }

  #font({ bold }: Style): PDFFont {
    return bold ? this.bold : this.regular;
  }
}

/** In the typeface's letters; a no-break space has done its work once lines are broken. */
function shown(text: string): string {
  return (printable(text) ?? "").replaceAll("\u00a0", " ");
}
