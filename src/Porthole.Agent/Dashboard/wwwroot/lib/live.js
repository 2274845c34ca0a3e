/** How long to wait before asking a silent agent again; the browser's own wait is longer, and it gives up at an HTTP error. */
const AGAIN = 1000;

/**
 * Follows the agent's status for as long as the page is open.
 * `onStatus` gets each new document, `onLink` gets "live" or "lost".
 */
export function follow(onStatus, onLink) {
  let last = "";
  const events = new EventSource("/api/events");
  events.addEventListener("open", () => onLink("live"));
  events.addEventListener("status", (event) => {
    if (event.data === last) return;
    last = event.data;
    onStatus(JSON.parse(event.data));
  });
  events.addEventListener("error", () => {
    events.close();
    onLink("lost");
    setTimeout(() => follow(onStatus, onLink), AGAIN);
  });
}

/** Reads a document; null when the agent does not answer. */
export async function read(path) {
  try {
    const answer = await fetch(path);
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/** Asks again at a pace while a page is shown; yields the function that ends it. */
export function repeat(seconds, work) {
  work();
  const timer = setInterval(() => { if (!document.hidden) work(); }, seconds * 1000);
  return () => clearInterval(timer);
}
