// Takes the secret out of the address bar before anything else, then starts the page (spec/ticket.md §1).

import { parseLink, type Link } from "../envelope/ticket";
import { preferred } from "./language";
import { TicketPage } from "./page";

function takeLink(): Link | undefined {
  const { href, pathname } = window.location;
  history.replaceState(null, "", pathname);
  try {
    return parseLink(href);
  } catch {
    return undefined;
  }
}

const main = document.querySelector("main");
const place = document.querySelector<HTMLElement>("#place");
const switcher = document.querySelector<HTMLButtonElement>("#language");
if (main && place && switcher) {
  const page = new TicketPage(main, place, switcher, preferred(navigator.languages), takeLink());
  window.addEventListener("pagehide", () => page.forget());
  window.addEventListener("hashchange", () => window.location.reload()); // another ticket scanned into the same tab
  void page.start();
}
