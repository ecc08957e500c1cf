// The phone's page: what it knows is in these fields, is sealed to the pharmacy, and is forgotten with the page.

import { EnvelopeError } from "../envelope/errors";
import { button, card, element, paragraphs, title } from "../ticket/element";
import { reach, who, type Form } from "./forms";
import { other, textsIn, type Language } from "./language";
import type { Poster } from "./link";
import { NOTHING, personOf, wrongInReach, wrongInWho, type Typed, type Wrong } from "./person";
import { leave, NoAnswer, readLog } from "./relay";
import { sealPrefill } from "./sealing";
import { believe, type Recipient } from "./trust";

type Trouble = "offline" | "failed" | "busy";
type Screen =
  | { readonly name: "loading" | "who" | "reach" | "unreadable" | "untrusted" | "outdated" }
  | { readonly name: "trouble"; readonly trouble: Trouble; readonly again: () => void }
  | { readonly name: "done"; readonly number: string };

export class PrefillPage {
  #screen: Screen = { name: "loading" };
  #typed: Typed = NOTHING;
  #wrong: readonly Wrong[] = [];
  #sending = false;
  #recipient: Recipient | undefined;

  constructor(
    private readonly place: HTMLElement,
    private language: Language,
    private readonly poster: Poster | undefined,
  ) {
    this.#draw();
  }

  async start(): Promise<void> {
    if (!this.poster) return this.#show({ name: "unreadable" });
    if (!(await canSeal())) return this.#show({ name: "outdated" });
    this.#show({ name: "loading" });
    try {
      this.#recipient = await believe(await readLog(this.poster.pharmacy), this.poster);
      this.#show({ name: "who" });
    } catch (error) {
      this.#fail(error, () => void this.start());
    }
  }

  /** Leave nothing behind on a page that the browser may keep; the four digits say nothing of anybody. */
  forget(): void {
    this.#typed = NOTHING;
    if (this.#screen.name !== "done") this.#show({ name: "unreadable" });
  }

  #next(): void {
    const wrong = this.#screen.name === "who" ? wrongInWho(this.#typed, new Date()) : wrongInReach(this.#typed);
    this.#wrong = wrong;
    if (wrong.length) return this.#show(this.#screen);
    if (this.#screen.name === "who") return this.#show({ name: "reach" });
    void this.#send();
  }

  async #send(): Promise<void> {
    const recipient = this.#recipient;
    if (!recipient || this.#sending) return;
    this.#sending = true;
    this.#show({ name: "reach" });
    try {
      const typed = { person: personOf(this.#typed, new Date()), language: this.language };
      const sealed = await sealPrefill(recipient.pharmacy, recipient.epoch, typed);
      const number = await leave(recipient.pharmacy, sealed);
      this.#typed = NOTHING;
      this.#show({ name: "done", number });
    } catch (error) {
      this.#fail(error, () => this.#show({ name: "reach" }));
    } finally {
      this.#sending = false;
    }
  }

  #fail(error: unknown, again: () => void): void {
    if (error instanceof NoAnswer && error.reason === "unknown") return this.#show({ name: "untrusted" });
    if (error instanceof NoAnswer) return this.#show({ name: "trouble", trouble: error.reason as Trouble, again });
    if (error instanceof EnvelopeError) return this.#show({ name: "untrusted" });
    throw error;
  }

  #show(screen: Screen): void {
    if (screen.name !== this.#screen.name) this.#wrong = [];
    this.#screen = screen;
    this.#draw();
    const first = this.#wrong.length ? "#summary" : "h1";
    this.place.querySelector<HTMLElement>(first)?.focus({ preventScroll: first === "h1" });
    if (first === "h1") window.scrollTo(0, 0);
  }

  #draw(): void {
    const text = textsIn(this.language);
    document.documentElement.lang = this.language;
    document.title = text.documentTitle;
    const main = element("main", {}, ...this.#screenNow());
    this.place.replaceChildren(element("div", { class: "page" }, this.#header(), main));
  }

  #header(): HTMLElement {
    const text = textsIn(this.language);
    const switcher = element("button", { type: "button", id: "language", lang: other(this.language) }, text.switch);
    switcher.addEventListener("click", () => {
      this.language = other(this.language);
      this.#draw();
      this.place.querySelector<HTMLElement>("#language")?.focus();
    });
    const mark = element("span", { class: "mark", "aria-hidden": "true" }, "S");
    return element("header", {}, mark, element("span", { id: "place" }, this.#recipient?.name || text.shop), switcher);
  }

  #screenNow(): HTMLElement[] {
    const [text, screen] = [textsIn(this.language), this.#screen];
    switch (screen.name) {
      case "loading":
        return [element("p", { role: "status", class: "loading" }, text.loading)];
      case "who":
        return who(this.#form());
      case "reach":
        return reach(this.#form());
      case "done":
        return this.#done(screen.number);
      case "trouble": {
        const { title: heading, body, action } = text[screen.trouble];
        return [card(title(heading), ...paragraphs(body), button(action, "primary", screen.again))];
      }
      default:
        return [card(title(text[screen.name].title), ...paragraphs(text[screen.name].body))];
    }
  }

  #done(number: string): HTMLElement[] {
    const { done } = textsIn(this.language);
    const again = button(done.again, "secondary", () => this.#show({ name: "who" }));
    const digits = element("p", { class: "number", "aria-label": [...number].join(" ") }, number);
    return [
      card(
        title(done.title),
        digits,
        element("p", {}, element("strong", {}, done.say)),
        ...paragraphs(done.body),
        again,
      ),
    ];
  }

  #form(): Form {
    const page = this;
    return {
      language: this.language,
      text: textsIn(this.language),
      get typed() {
        return page.#typed;
      },
      wrong: this.#wrong,
      today: new Date(),
      sending: this.#sending,
      onType: (typed) => (this.#typed = typed),
      onNext: () => this.#next(),
      onBack: () => this.#show({ name: "who" }),
    };
  }
}

/** Old browsers lack the curve that signatures need; others only say that this is no key. */
async function canSeal(): Promise<boolean> {
  try {
    await crypto.subtle.importKey("raw", new Uint8Array(32), "Ed25519", false, ["verify"]);
    return true;
  } catch (error) {
    return error instanceof DOMException && error.name === "DataError";
  }
}
