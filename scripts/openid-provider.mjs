// An OpenID provider that signs in whoever is clicked: what Pro Santé Connect is to the tests and the demonstration, with
// people made up. A real provider (oidc-provider, certified), so that the road there and back is the real one.
//
// Reads one line of JSON on standard input: {port, client_id, client_secret, redirect_uri, people: [{name, rpps,
// profession}]}; says `{"issuer": …}` once it listens on 127.0.0.1, and ends with its standard input.

import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import Provider from "oidc-provider";

const LEVEL = "eidas1";
const SCOPE = "scope_all";

const lines = createInterface({ input: process.stdin });
lines.once("line", (line) => serve(JSON.parse(line)));
lines.once("close", () => process.exit(0));

function serve({ port, people, ...client }) {
  const issuer = `http://localhost:${port}`;
  const provider = new Provider(issuer, configuration(client, people));
  const answer = provider.callback();
  const server = createServer((request, response) => {
    const interaction = /^\/interaction\/[\w-]+$/.test(request.url);
    Promise.resolve(interaction ? choose(provider, people, request, response) : answer(request, response)).catch(() => {
      response.writeHead(400).end(); // a sign-in that has ended, or never began
    });
  });
  server.listen(port, "127.0.0.1", () => process.stdout.write(JSON.stringify({ issuer }) + "\n"));
}

function configuration({ client_id, client_secret, redirect_uri }, people) {
  return {
    clients: [
      { client_id, client_secret, redirect_uris: [redirect_uri], token_endpoint_auth_method: "client_secret_post" },
    ],
    acrValues: [LEVEL],
    scopes: ["openid", SCOPE],
    claims: { acr: null, auth_time: null, openid: ["sub"], [SCOPE]: ["SubjectNameID", "SubjectRole", "SubjectRefPro"] },
    cookies: { keys: [randomBytes(32).toString("hex")] },
    features: { devInteractions: { enabled: false }, resourceIndicators: { enabled: false } },
    findAccount: (_context, number) => ({ accountId: number, claims: () => claims(number, people[Number(number)]) }),
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    loadExistingGrant: consented,
    pkce: { required: () => true },
  };
}

/** As Pro Santé Connect words them: "8" before an RPPS number, 21 for a pharmacist. */
function claims(sub, { rpps, profession = "21" }) {
  return {
    sub,
    SubjectNameID: `8${rpps}`,
    SubjectRole: [`10^1.2.250.1.213.1.1.5.5`],
    SubjectRefPro: {
      codeCivilite: "M",
      exercices: [{ codeProfession: profession, codeCategorieProfessionnelle: "C", activities: [] }],
    },
  };
}

/** Nobody is asked what he agrees to: there is one client, and its people are made up. */
async function consented({ oidc }) {
  const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
  grant.addOIDCScope(`openid ${SCOPE}`);
  await grant.save();
  return grant;
}

async function choose(provider, people, request, response) {
  if (request.method === "POST") {
    const accountId = new URLSearchParams(await body(request)).get("person");
    await provider.interactionFinished(request, response, { login: { accountId, acr: LEVEL } });
    return;
  }
  await provider.interactionDetails(request, response);
  const buttons = people.map(({ name }, at) => `<p><button name="person" value="${at}">${escaped(name)}</button></p>`);
  const page = `<!doctype html><html lang="fr"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Identités inventées</title><h1>Connexion de démonstration</h1><p>Ces personnes n’existent pas.</p>
<form method="post" autocomplete="off">${buttons.join("")}</form></html>`;
  response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(page);
}

async function body(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

function escaped(text) {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
