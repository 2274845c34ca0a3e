/** How long to wait before asking a silent agent again; the browser's own wait is longer, and it gives up at an HTTP error. */
const AGAIN = 1000;

/**
 * Follows the agent's status for as long as the page is open.
 * `onStatus` gets each new document, `onLink` gets "live" or "lost".
 */
export async function follow(onStatus, onLink) {
  // The page's head asked for it already: it is here before a stream could be.
  const first = await fetch("/api/status").then((answer) => answer.ok ? answer.text() : "", () => "");
  if (first) onStatus(JSON.parse(first));
  connect(first, onStatus, onLink);
}

function connect(known, onStatus, onLink) {
  let last = known;
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
    setTimeout(() => connect(last, onStatus, onLink), AGAIN);
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
