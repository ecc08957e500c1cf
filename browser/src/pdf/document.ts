// A printed document as data: sections of blocks, from top to bottom. What draws it is loaded apart (draw.ts).

export type Tone = "plain" | "quiet" | "accent" | "positive" | "due";

export type Block =
  | { readonly kind: "title" | "heading" | "text" | "quiet"; readonly text: string }
  /** A result: word, sign and colour, never colour alone. */
  | { readonly kind: "outcome"; readonly word: string; readonly sign: string; readonly tone: Tone }
  /** Names and what they say, in two columns. */
  | { readonly kind: "facts"; readonly rows: readonly (readonly [name: string, value: string])[] }
  | { readonly kind: "list"; readonly items: readonly string[] };

/** Stays on one page when it fits one. */
export type Section = readonly Block[];

export interface PrintedDocument {
  /** BCP 47, of the whole document: a reading program speaks it so. */
  readonly language: string;
  /** The file's title: what a window shows of it. */
  readonly title: string;
  readonly sections: readonly Section[];
  /** Stands at the head of each page, where somebody must not overlook it: "Démonstration". */
  readonly head?: string | undefined;
  /** Stands at the foot of each page; `{page}` and `{pages}` are filled. */
  readonly foot: string;
}

/** Every text of a document, in the order in which it is read. */
export function textsOf({ title, sections, head = "", foot }: PrintedDocument): string[] {
  return [title, head, ...sections.flat().flatMap(textsOfBlock), foot];
}

function textsOfBlock(block: Block): readonly string[] {
  switch (block.kind) {
    case "outcome":
      return [block.sign, block.word];
    case "facts":
      return block.rows.flat();
    case "list":
      return block.items;
    default:
      return [block.text];
  }
}
