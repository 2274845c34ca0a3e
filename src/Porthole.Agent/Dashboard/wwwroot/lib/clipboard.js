import { button } from "./dom.js";
import { icon } from "./icons.js";
import { texts } from "../texts.js";

/** A button that puts a text on the clipboard and says so. */
export function copyButton(text, label) {
  const words = document.createElement("span");
  words.textContent = texts.copy;
  words.setAttribute("role", "status");
  const node = button(undefined, async () => {
    try {
      await navigator.clipboard.writeText(text);
      words.textContent = texts.copied;
    } catch {
      words.textContent = texts.copyFailed;
    }
    setTimeout(() => { words.textContent = texts.copy; }, 1500);
  }, { label, act: "copy", className: "small" });
  node.append(icon("copy"), words);
  return node;
}
