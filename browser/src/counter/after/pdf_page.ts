// A4 pages of lines, written from top to bottom: a new page when one is full. Letters that the document's own typeface lacks
// lose their accent, since a name almost right is better than none.

import { PDFDocument, StandardFonts, rgb, type PDFFont, type PDFPage } from "@cantoo/pdf-lib";

export interface Style {
  readonly size: number;
  readonly bold?: boolean;
  /** Points above the line. */
  readonly above?: number;
  readonly soft?: boolean;
}

const [WIDTH, HEIGHT, MARGIN] = [595.28, 841.89, 56];
const INK = rgb(0.08, 0.13, 0.11);
const SOFT = rgb(0.29, 0.35, 0.33);
const LEADING = 1.35;
const [LABEL_WIDTH, LABELLED] = [150, { size: 11 }];

export class Pages {
  #page: PDFPage;
  #y = HEIGHT - MARGIN;

  private constructor(
    private readonly document: PDFDocument,
    private readonly fonts: { readonly plain: PDFFont; readonly bold: PDFFont },
  ) {
    this.#page = document.addPage([WIDTH, HEIGHT]);
  }

  /** `title` stands in the file's own description: nothing of a person. */
  static async open(title: string, made: Date): Promise<Pages> {
    const document = await PDFDocument.create();
    document.setTitle(title);
    document.setLanguage("fr-FR");
    document.setCreationDate(made);
    document.setModificationDate(made);
    const [plain, bold] = await Promise.all(
      [StandardFonts.Helvetica, StandardFonts.HelveticaBold].map((font) => document.embedFont(font)),
    );
    if (!plain || !bold) throw new Error("no typeface");
    return new Pages(document, { plain, bold });
  }

  line(text: string, style: Style): void {
    const font = style.bold ? this.fonts.bold : this.fonts.plain;
    this.#y -= style.above ?? 0;
    for (const part of wrapped(writable(text, font), font, style.size, WIDTH - 2 * MARGIN))
      this.#put(part, MARGIN, font, style);
  }

  /** A name, and beside it what it is; nothing at all when there is nothing to say. */
  fact(name: string, value: string | undefined): void {
    if (!value) return;
    const { plain, bold } = this.fonts;
    const [first = "", ...others] = wrapped(
      writable(value, plain),
      plain,
      LABELLED.size,
      WIDTH - 2 * MARGIN - LABEL_WIDTH,
    );
    this.#put(writable(name, bold), MARGIN, bold, { ...LABELLED, soft: true });
    this.#y += LABELLED.size * LEADING;
    for (const part of [first, ...others]) this.#put(part, MARGIN + LABEL_WIDTH, plain, LABELLED);
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await this.document.save());
  }

  #put(text: string, x: number, font: PDFFont, { size, soft }: Style): void {
    this.#y -= size * LEADING;
    if (this.#y < MARGIN) {
      this.#page = this.document.addPage([WIDTH, HEIGHT]);
      this.#y = HEIGHT - MARGIN - size * LEADING;
    }
    this.#page.drawText(text, { x, y: this.#y, size, font, color: soft ? SOFT : INK });
  }
}

/** The text in letters that the typeface has. */
export function writable(text: string, font: Pick<PDFFont, "getCharacterSet">): string {
  const known = new Set(font.getCharacterSet());
  const has = (letter: string): boolean => known.has(letter.codePointAt(0) ?? 0);
  const plain = text.replaceAll("\u202f", "\u00a0").replaceAll("\u2011", "-").replaceAll(/\s/g, " ");
  return Array.from(plain.normalize("NFC"), (letter) => {
    if (has(letter)) return letter;
    const base = letter.normalize("NFD")[0] ?? "";
    return has(base) ? base : "?";
  }).join("");
}

function wrapped(text: string, font: PDFFont, size: number, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line ? `${line} ${word}` : word;
    if (line && font.widthOfTextAtSize(longer, size) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}
