// The ticket page: one state, one screen, one language at a time. What it knows is in these fields, and goes with the page.

import { EnvelopeError } from "../envelope/errors";
import { parseHeader } from "../envelope/header";
import type { Bytes } from "../envelope/bytes";
import { proof, ticketKeys, type Link, type TicketKeys } from "../envelope/ticket";
import { read } from "./birth";
import { element } from "./element";
import { direction, next, textsIn, type Language } from "./language";
import type { Subject } from "./openings";
import { readings } from "./reading";
import { askState, openTicket, Unreachable, type Standing } from "./relay";
import { message, contact, retry } from "./screens/message";
import { ready } from "./screens/ready";
import { result } from "./screens/result";
import { LATE_AFTER, LOOKS_ALONE, pauseBefore, type Draft, type State } from "./state";

const NOTHING_TYPED: Draft = { day: "", month: "", year: "", code: "" };

export class TicketPage {
  #state: State = { name: "loading" };
  #draft = NOTHING_TYPED;
  /** What opened the results that are shown, and whose they are. */
  #opened: { readonly proof: Bytes; readonly subjects: readonly Subject[] } | undefined;
  #keys: TicketKeys | undefined;
  #looks = 0;
  #timer = 0;

  constructor(
    private readonly main: HTMLElement,
    private readonly place: HTMLElement,
    private readonly switcher: HTMLButtonElement,
    private language: Language,
    private readonly link: Link | undefined,
  ) {
    switcher.addEventListener("click", () => this.#speak(next(this.language)));
    this.#speak(language);
  }

  async start(): Promise<void> {
    if (!this.link) return this.#show({ name: "unreadable" });
    if (!(await canOpen())) return this.#show({ name: "outdated" });
    this.#keys = await ticketKeys(this.link.secret);
    await this.#look();
  }

  /** Leave nothing behind on a page that the browser may keep. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#keys = undefined;
    this.#opened = undefined;
    this.#draft = NOTHING_TYPED;
    this.#show({ name: "unreadable" });
  }

  async #look(): Promise<void> {
    const keys = this.#keys;
    if (!keys) return;
    clearTimeout(this.#timer);
    try {
      this.#take(await askState(keys.token));
    } catch (error) {
      this.#fail(error);
    }
  }

  #take({ state, tries, pharmacy }: Standing): void {
    if (state === "waiting") return this.#wait();
    if (state === "ready") return this.#show({ name: "ready", opening: false });
    if (state === "wrong") return this.#show({ name: "ready", opening: false, wrong: { tries, pharmacy } });
    this.#show(state === "unknown" ? { name: state } : { name: state, pharmacy });
  }

  #wait(): void {
    this.#show({ name: "waiting", late: this.#looks >= LATE_AFTER, checked: this.#looks > 0 });
    if (this.#looks < LOOKS_ALONE) {
      this.#timer = window.setTimeout(() => void this.#lookWhenSeen(), 1000 * pauseBefore(this.#looks));
    }
    this.#looks += 1;
  }

  /** A page that nobody looks at asks nothing. */
  async #lookWhenSeen(): Promise<void> {
    if (document.visibilityState === "visible") return this.#look();
    document.addEventListener("visibilitychange", () => void this.#look(), { once: true });
  }

  async #submit(): Promise<void> {
    const [keys, asksCode] = [this.#keys, this.link?.asksCode ?? false];
    if (!keys || this.#state.name !== "ready" || this.#state.opening) return;
    const wrong = this.#state.wrong;
    const born = read(this.#draft, new Date(), asksCode);
    const code = asksCode ? this.#draft.code.replace(/\s/g, "") : "";
    if ("problem" in born) return this.#show({ name: "ready", problem: born.problem, opening: false, wrong });
    if (asksCode && !/^\d{6}$/.test(code)) return this.#show({ name: "ready", problem: "code", opening: false, wrong });
    this.#show({ name: "ready", opening: true, wrong });
    try {
      const given = await proof(keys, born.digits, code);
      const answer = await openTicket(keys.token, given);
      if ("state" in answer) return this.#take(answer);
      this.#opened = { proof: given, subjects: answer.map(({ header }) => parseHeader(header)) };
      this.#show({ name: "result", readings: await readings(answer, keys) });
      this.#draft = NOTHING_TYPED;
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Who opened what is shown; false when that could not be read, and the result stays. */
  async #ask(): Promise<boolean> {
    const [keys, opened, state] = [this.#keys, this.#opened, this.#state];
    if (!keys || !opened || state.name !== "result") return false;
    try {
      const [{ askOpenings }, { openingsScreen }] = await Promise.all([
        import("./openings"),
        import("./screens/openings"),
      ]);
      const told = await askOpenings(keys.token, opened.proof, opened.subjects);
      if ("state" in told) this.#take(told);
      else if (this.#state === state) {
        const back = () => this.#show(state);
        this.#show({
          ...state,
          name: "openings",
          screen: (language, text) => openingsScreen(told, language, text, back),
        });
      }
      return true;
    } catch {
      return false;
    }
  }

  #fail(error: unknown): void {
    if (error instanceof EnvelopeError) return this.#show({ name: "damaged" });
    this.#show({ name: error instanceof Unreachable ? error.reason : "failed" });
  }

  #speak(language: Language): void {
    this.language = language;
    const offered = next(language);
    document.documentElement.lang = language;
    document.documentElement.dir = direction(language);
    this.switcher.replaceChildren(element("bdi", {}, textsIn(offered).language));
    this.switcher.lang = offered;
    this.#draw();
  }

  #show(state: State): void {
    const moved = state.name !== this.#state.name;
    this.#state = state;
    this.#draw();
    const invalid = this.main.querySelector<HTMLElement>("[aria-invalid]");
    if (invalid) invalid.focus();
    else if (moved || (state.name === "ready" && state.wrong)) this.main.querySelector<HTMLElement>("h1")?.focus();
    if (moved) window.scrollTo(0, 0);
  }

  #draw(): void {
    const text = textsIn(this.language);
    const screen = this.#screen();
    this.main.replaceChildren(...screen);
    this.main.dataset["state"] = this.#state.name;
    this.place.textContent = this.#pharmacyName() || "Sceau";
    const heading = this.main.querySelector("h1")?.textContent ?? text.service;
    document.title = "readings" in this.#state ? text.service : heading; // a tab's name is read by others
  }

  /** Whose result it is, once it is open: before that, a link in the wrong hands names nobody. */
  #pharmacyName(): string {
    return "readings" in this.#state ? (this.#state.readings[0]?.pharmacy.name ?? "") : "";
  }

  #screen(): HTMLElement[] {
    const [state, text] = [this.#state, textsIn(this.language)];
    const again = () => void this.#look();
    switch (state.name) {
      case "loading":
        return [element("p", { class: "loading" }, text.loading)];
      case "unreadable":
      case "unknown":
      case "outdated":
        return message(text[state.name]);
      case "damaged":
        return message(text.damaged, ...contact(text, state.pharmacy, "primary"));
      case "locked":
      case "replaced":
        return message(text[state.name], ...contact(text, state.pharmacy, "primary"));
      case "offline":
      case "failed":
        return retry(text[state.name], again);
      case "waiting":
        return retry({ ...text.waiting, body: this.#waitingLines(state.late, state.checked) }, again);
      case "ready":
        return ready(state, this.#form());
      case "result":
        return result(state.readings, this.language, text, () => this.#ask());
      case "openings":
        return state.screen(this.language, text);
    }
  }

  #waitingLines(late: boolean, checked: boolean): string[] {
    const { body, late: call, checked: nothing } = textsIn(this.language).waiting;
    return [...body, ...(checked ? [nothing] : []), ...(late ? [call] : [])];
  }

  #form() {
    return {
      language: this.language,
      text: textsIn(this.language),
      draft: this.#draft,
      asksCode: this.link?.asksCode ?? false,
      today: new Date(),
      onType: (draft: Draft) => (this.#draft = draft),
      onSubmit: () => void this.#submit(),
    };
  }
}

/** Whether this browser verifies signatures: those before 2025 may not. */
async function canOpen(): Promise<boolean> {
  try {
    const key = Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 3 : 0));
    await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
    return true;
  } catch (error) {
    return error instanceof DOMException && error.name === "DataError";
  }
}
