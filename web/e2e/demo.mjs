// The deployment under test: what `coffer demo --format json` printed, in the file that COFFER_DEMO_JSON names.
import { readFileSync } from "node:fs";

const path = process.env.COFFER_DEMO_JSON;
if (!path) throw new Error("COFFER_DEMO_JSON is not set: save the output of `coffer demo --format json` and name the file");

// The object may be followed by other lines; it is the first that parses.
const text = readFileSync(path, "utf8");
const raw = parse(text);

function parse(all) {
  try {
    return JSON.parse(all);
  } catch {
    for (const line of all.split("\n")) {
      if (line.startsWith("{")) return JSON.parse(line);
    }
    throw new Error(`${path} holds no JSON object`);
  }
}

export const base = raw.base_url.replace(/\/$/, "");

const people = raw.personas;

/** A persona by its name: agent, lead, engineer, hr, administrator, auditor, security, untrained … */
export function persona(name) {
  const found = people[name];
  if (!found) throw new Error(`the demonstration has no ${name}; it has ${Object.keys(people).join(", ")}`);
  // A deployment without sign-in links can be tested with sessions that are open already.
  return { link: found.sign_in_link, token: found.token, cookies: found.cookies };
}

/** The link of an open upload request, for the contact. */
export const contactLink = () => people.contact.link;

/** Asks the API as a persona, outside the browser. */
export async function ask(name, method, route, body) {
  const response = await fetch(`${base}/api/v1${route}`, {
    method,
    headers: { Authorization: `Bearer ${persona(name).token}`, ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${route} as ${name}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? undefined : response.json();
}
// The certificate of the demonstration is its own; only this process trusts it, and only this server is asked.
process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
