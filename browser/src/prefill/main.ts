// Takes the poster's fragment out of the address bar before anything else, then starts the page (spec/counter.md §5).

import { preferred } from "./language";
import { parsePoster, type Poster } from "./link";
import { PrefillPage } from "./page";

function takePoster(): Poster | undefined {
  const { href, pathname } = window.location;
  history.replaceState(null, "", pathname);
  return parsePoster(href);
}

const place = document.querySelector<HTMLElement>("#prefill");
if (place) {
  const page = new PrefillPage(place, preferred(navigator.languages), takePoster());
  window.addEventListener("pagehide", () => page.forget());
  window.addEventListener("hashchange", () => window.location.reload()); // another poster scanned into the same tab
  void page.start();
}
