import { button, element } from "./dom.js";
import { texts } from "../texts.js";
import { styles } from "./styles.js";

await styles("dialogs.css");

let count = 0;

/** Opens a dialog; the browser keeps the focus inside, closes it at Escape, and gives the focus back. */
export function openDialog(title, content, { className } = {}) {
  const id = `dialog-${++count}`;
  const dialog = element("dialog", { className, "aria-labelledby": id },
    element("div", { className: "dialog-head" }, element("h2", { id, text: title }), button(texts.close, () => dialog.close(), { className: "quiet" })),
    content);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Asks before something is lost; resolves to whether to go on. */
export function confirmed(title, question, yes) {
  return new Promise((resolve) => {
    let answer = false;
    const dialog = openDialog(title, element("div", {},
      element("p", { text: question }),
      element("div", { className: "actions" },
        button(yes, () => { answer = true; dialog.close(); }, { className: "danger", act: "confirm" }),
        button(texts.cancel, () => dialog.close()))), { className: "narrow" });
    dialog.addEventListener("close", () => resolve(answer));
  });
}
