import { element } from "./lib/dom.js";
import { copyButton } from "./lib/clipboard.js";
import { texts } from "./texts.js";

const KEY = "porthole-token";
const watchers = [];

/** Being signed in; settles as soon as it is known whether this tab is. */
let signingIn = Promise.resolve();

/** Takes the code out of the address, where "porthole open" puts it, and swaps it for the token: a code is good once, so it does no harm in a history. */
function takeCode() {
  const parts = location.hash.slice(1).split("&");
  const given = parts.find((part) => part.startsWith("code="));
  if (!given) return;
  const rest = parts.filter((part) => part !== given).join("&");
  history.replaceState(null, "", location.pathname + location.search + (rest && `#${rest}`));
  signingIn = swap(given.slice("code=".length));
}

async function swap(code) {
  try {
    const answer = await fetch("/api/sign-in", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ code }) });
    if (!answer.ok) return;
    sessionStorage.setItem(KEY, (await answer.json()).token);
    for (const watcher of watchers) watcher();
  } catch {
    // The agent is gone: the page says so by itself, and shows how to sign in when something is to be changed.
  }
}

takeCode();
addEventListener("hashchange", takeCode);

/** Whether this tab is signed in: else nothing can be changed. */
export const isSignedIn = () => sessionStorage.getItem(KEY) !== null;

/** Calls back now and whenever that changes. */
export function onSignIn(watcher) {
  watchers.push(watcher);
  watcher();
}

function forget() {
  sessionStorage.removeItem(KEY);
  for (const watcher of watchers) watcher();
}

/** Says how to sign in. */
export async function showSignIn() {
  const { openDialog } = await import("./lib/dialog.js");
  openDialog(texts.signInTitle, element("div", {},
    element("p", { text: texts.signInWhy }),
    element("p", { className: "command" }, element("code", { text: texts.signInCommand }), copyButton(texts.signInCommand, texts.copyCommand)),
    element("p", { className: "soft", text: texts.signInMore })), { className: "narrow" });
}

/** Runs what changes something when signed in; else says how to sign in. */
export const whenSignedIn = (work) => async (...given) => {
  await signingIn;
  return isSignedIn() ? work(...given) : showSignIn();
};

/** The answer to a change, unread; for answers that come in pieces. A refused token is forgotten. */
export async function ask(method, path, body, headers = {}) {
  const all = { ...headers, Authorization: `Bearer ${sessionStorage.getItem(KEY)}` };
  if (body !== undefined) all["Content-Type"] = "application/json";
  const answer = await fetch(path, { method, headers: all, body: body === undefined ? undefined : JSON.stringify(body) });
  if (answer.status === 401) forget();
  return answer;
}

/** Sends a change. `obstacle` is null when it was made, else the agent's own words why not; `errors` has each mistake by its key. */
export async function send(method, path, body) {
  try {
    const answer = await ask(method, path, body);
    const content = answer.status === 204 ? null : await answer.json().catch(() => null);
    if (answer.ok) return { obstacle: null, content, errors: [] };
    return { obstacle: answer.status === 401 ? texts.signedOut : content?.detail ?? texts.refused(answer.status), content: null, errors: content?.errors ?? [] };
  } catch {
    return { obstacle: texts.agentSilent, content: null, errors: [] };
  }
}
