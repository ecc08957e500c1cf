// The operator's page needs a script for two things: passkeys, and times in the browser's own zone. All else is the
// server's, and works without.

import {
  createPasskey,
  PasskeyFailed,
  touchPasskey,
  type CreationJson,
  type RequestJson,
} from "../counter/keys/passkey";

class Refused extends Error {
  override readonly name = "Refused";
}

async function ask<Answer>(path: string, csrf: string, body?: unknown): Promise<Answer> {
  const headers: Record<string, string> = { "X-CSRFToken": csrf };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const response = await fetch(`/operator/api/${path}`, {
    method: "POST",
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (response.status >= 400 && response.status < 500) throw new Refused(path);
  if (!response.ok) throw new Error(path);
  return (response.status === 204 ? undefined : await response.json()) as Answer;
}

async function signIn(csrf: string): Promise<void> {
  const { credential } = await touchPasskey(await ask<RequestJson>("passkeys/request", csrf));
  await ask("sign-in", csrf, { credential });
}

async function join(csrf: string, label: string): Promise<void> {
  const token = location.hash.slice(1);
  const options = await ask<CreationJson>("passkeys/creation", csrf, { token });
  const { credential } = await createPasskey(options);
  await ask("passkeys", csrf, { token, credential, label });
}

/** A button does its work once at a time; what went wrong stands above it, and takes focus. */
function works(id: string, work: (csrf: string, button: HTMLElement) => Promise<void>): void {
  const button = document.getElementById(id);
  if (!(button instanceof HTMLButtonElement)) return;
  button.addEventListener("click", () => {
    button.disabled = true;
    say("");
    work(button.dataset["csrf"] ?? "", button)
      .then(() => {
        location.assign("/operator");
      })
      .catch((error: unknown) => {
        say(problemOf(error));
        button.disabled = false;
        button.focus();
      });
  });
}

function problemOf(error: unknown): string {
  if (error instanceof PasskeyFailed) return "cancelled";
  return error instanceof Refused ? "refused" : "failed";
}

function say(problem: string): void {
  const place = document.getElementById("problem");
  if (place) place.textContent = problem ? (place.dataset[problem] ?? "") : "";
}

function localTimes(): void {
  const language = document.documentElement.lang;
  const whole = new Intl.DateTimeFormat(language, {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
  const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
  for (const time of document.querySelectorAll("time")) time.textContent = whole.format(new Date(time.dateTime));
  for (const tick of document.querySelectorAll<SVGElement>("[data-clock]"))
    tick.textContent = clock.format(new Date(tick.dataset["clock"] ?? ""));
}

/** An invitation's token stands behind the `#`, which a plain link would drop. */
function keepToken(): void {
  const other = document.getElementById("language");
  if (other instanceof HTMLAnchorElement) other.hash = location.hash;
}

works("sign-in", signIn);
works("join", (csrf, button) => join(csrf, button.dataset["label"] ?? ""));
works("sign-out", (csrf) => ask("sign-out", csrf));
keepToken();
localTimes();
