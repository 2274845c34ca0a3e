import { texts } from "./texts.js";

const KEY = "porthole-token";

/** Takes the token out of the address, where "porthole open" puts it, so that it stands in no history and no bookmark. */
function takeToken() {
  const parts = location.hash.slice(1).split("&");
  const given = parts.find((part) => part.startsWith("token="));
  if (!given) return;
  sessionStorage.setItem(KEY, given.slice("token=".length));
  const rest = parts.filter((part) => part !== given).join("&");
  history.replaceState(null, "", location.pathname + location.search + (rest && `#${rest}`));
}

takeToken();
addEventListener("hashchange", takeToken);

/** Whether this tab was opened with the token: without it nothing can be changed, and no button offers to. */
export const isSignedIn = () => sessionStorage.getItem(KEY) !== null;

/** Sends a change. Resolves to null when it was made, else to the agent's own words why not. */
export async function send(method, path, body) {
  const headers = { Authorization: `Bearer ${sessionStorage.getItem(KEY)}` };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  try {
    const answer = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    if (answer.ok) return null;
    if (answer.status === 401) {
      sessionStorage.removeItem(KEY);
      return texts.signedOut;
    }
    return (await answer.json()).detail;
  } catch {
    return texts.agentSilent;
  }
}
