export const byId = (id) => document.getElementById(id);

/** Makes an element; text never becomes markup. `on` holds listeners, the rest are attributes (false and null leave one out). */
export function element(name, { text, className, on, ...attributes } = {}, ...children) {
  const node = document.createElement(name);
  if (text !== undefined && text !== null) node.textContent = text;
  if (className) node.className = className;
  for (const [event, listener] of Object.entries(on ?? {})) node.addEventListener(event, listener);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false && value !== null && value !== undefined) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child || child === 0));
  return node;
}

export function button(text, press, { className, label, act, ...attributes } = {}) {
  return element("button", { type: "button", text, className, "aria-label": label, "data-act": act, on: { click: press }, ...attributes });
}

export function svg(name, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

/**
 * Shows a list and touches only what changed: what is focused, selected or read aloud stays so.
 * A changed item that had the focus gives it to its successor's control of the same name (data-act).
 */
export function keep(list, items, keyOf, render) {
  const known = new Map([...list.children].map((node) => [node.dataset.key, node]));
  items.forEach((item, index) => {
    const key = String(keyOf(item));
    const content = JSON.stringify(item);
    let node = known.get(key);
    known.delete(key);
    if (node?.shown !== content) {
      const focused = node?.contains(document.activeElement) ? document.activeElement.dataset.act : undefined;
      const successor = render(item);
      successor.dataset.key = key;
      successor.shown = content;
      node?.replaceWith(successor);
      node = successor;
      if (focused) node.querySelector(`[data-act="${CSS.escape(focused)}"]`)?.focus();
    }
    if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null);
  });
  for (const node of known.values()) node.remove();
}

/** A table that becomes a list of cards on a narrow screen: every cell carries its column's name. */
export function table(caption, headings, rows) {
  return element("table", {},
    element("caption", { className: "unseen", text: caption }),
    element("thead", {}, element("tr", {}, headings.map((text) => element("th", { scope: "col", text })))),
    element("tbody", {}, rows.map(({ cells, className }) => element("tr", { className },
      cells.map((cell, index) => element("td", { "data-label": headings[index] }, cell === "" ? "–" : cell))))));
}
