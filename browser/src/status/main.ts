// The public status page needs a script for two things: to say when it is too old to be believed, and the time in the
// browser's own zone. Without it the page says when it was written.

const TOO_OLD = 5 * 60_000;
const EVERY = 10_000;

const notice = document.querySelector<HTMLElement>("[data-written]");

function check(): void {
  if (notice) notice.hidden = Date.now() - Date.parse(notice.dataset["written"] ?? "") < TOO_OLD;
}

for (const time of document.querySelectorAll<HTMLTimeElement>("time[data-local]"))
  time.textContent = new Intl.DateTimeFormat(document.documentElement.lang, {
    dateStyle: "long",
    timeStyle: "short",
  }).format(new Date(time.dateTime));
check();
setInterval(check, EVERY);
