import { ask } from "../auth.js";
import { texts } from "../texts.js";

/** One server-sent event: its name and its document. */
function parse(block) {
  const field = (name) => block.split("\n").filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2)).join("\n");
  return [field("event"), JSON.parse(field("data"))];
}

/** Asks for work that tells of its steps; `onEvent` gets each name and document. Resolves to null, or to the agent's own words why not. */
export async function follow(path, onEvent) {
  try {
    const answer = await ask("POST", path, undefined, { Accept: "text/event-stream" });
    if (!answer.ok) return answer.status === 401 ? texts.signedOut : (await answer.json()).detail;
    let rest = "";
    let isWhole = false;
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      const blocks = (rest + piece.value).split("\n\n");
      rest = blocks.pop();
      for (const block of blocks) {
        const [name, data] = parse(block);
        isWhole = name === "result";
        onEvent(name, data);
      }
    }
    // An agent that stops ends what it tells without a result.
    return isWhole ? null : texts.agentSilent;
  } catch {
    return texts.agentSilent;
  }
}
