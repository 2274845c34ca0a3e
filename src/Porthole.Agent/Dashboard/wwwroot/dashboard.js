import { isSignedIn, onSignIn, showSignIn } from "./auth.js";
import { byId, element } from "./lib/dom.js";
import { follow } from "./lib/live.js";
import { overview } from "./overview/overview.js";
import { texts } from "./texts.js";

/** A page builds itself once, and may enter, leave, and take a status or the link's state. */
const pages = [
  { id: "overview", fetch: async () => overview },
  { id: "cameras", fetch: async () => (await import("./cameras/cameras.js")).cameras },
  { id: "router", fetch: async () => (await import("./router.js")).router },
  { id: "connections", fetch: async () => (await import("./connections.js")).connections },
  { id: "history", fetch: async () => (await import("./history.js")).history },
  { id: "doctor", fetch: async () => (await import("./doctor.js")).doctor },
  { id: "log", fetch: async () => (await import("./log.js")).log },
];

/** A module that did not come, in milliseconds: the agent is starting anew, or this PC's network changed in that moment. */
const AGAIN = 1000;

let shown = null;
let lastStatus = null;

/** The page that the address names: #/router, or #router as others link to it. What is no page is a part of the first screen. */
function wanted() {
  const id = location.hash.slice(1).split("&")[0].replace("/", "");
  return [pages.find((page) => page.id === id) ?? pages[0], id];
}

/** Says on every page that nothing is new, but on the first screen, whose verdict says it. */
function tellAway() {
  const isAway = document.body.dataset.link === "lost" && shown !== pages[0];
  byId("away").hidden = !isAway;
  byId("away").textContent = isAway ? `${texts.lost} ${texts.verdictDetail.lost}` : "";
}

/** Fetches and builds a page, once. */
function ready(page) {
  page.built ??= page.fetch().then((content) => {
    page.root.replaceChildren();
    content.build(page.root);
    page.content = content;
    if (lastStatus) content.status?.(lastStatus);
    if (page === shown) content.enter?.();
  }).catch(() => {
    page.built = null;
    page.root.replaceChildren(element("h1", { text: texts.page[page.id] }), element("p", { className: "lead", role: "status", text: texts.agentSilent }));
    setTimeout(() => ready(page), AGAIN);
  });
}

function show(page, id) {
  if (page === shown) return byId(`${id}-section`)?.scrollIntoView();
  shown?.content?.leave?.();
  const isStart = shown === null;
  shown = page;
  for (const other of pages) {
    other.root.hidden = other !== page;
    if (other === page) other.link.setAttribute("aria-current", "page");
    else other.link.removeAttribute("aria-current");
  }
  document.title = page === pages[0] ? "Porthole" : texts.title(texts.page[page.id]);
  tellAway();
  if (page.content) page.content.enter?.();
  else ready(page);
  // Who goes to a page by keyboard or ear goes on reading there.
  if (!isStart) {
    byId("main").focus({ preventScroll: true });
    scrollTo(0, 0);
  }
}

function build() {
  byId("skip").textContent = texts.skip;
  byId("sheet-link").textContent = texts.sheet;
  byId("link").textContent = texts.link.connecting;
  const list = element("ul");
  for (const page of pages) {
    page.root = element("div", { className: "page", "data-page": page.id, hidden: true });
    page.link = element("a", { href: `#/${page.id}`, text: texts.page[page.id] });
    list.append(element("li", {}, page.link));
    byId("main").append(page.root);
  }
  byId("nav").setAttribute("aria-label", texts.pages);
  byId("nav").append(list);
  byId("skip").addEventListener("click", (event) => {
    event.preventDefault();
    byId("main").focus();
  });
  const signIn = byId("sign-in");
  signIn.textContent = texts.signIn;
  signIn.addEventListener("click", showSignIn);
  onSignIn(() => { signIn.hidden = isSignedIn(); });
}

/** The first screen stands: what the owner may go to next is fetched while he reads, so that it is there even when the agent is not. */
function standing() {
  for (const page of pages) ready(page);
  // Asked for again when one is opened.
  import("./lib/dialog.js").catch(() => {});
}

build();
show(...wanted());
addEventListener("hashchange", () => show(...wanted()));

follow(
  (status) => {
    const isFirst = lastStatus === null;
    lastStatus = status;
    byId("version").textContent = texts.version(status.version);
    for (const page of pages) page.content?.status?.(status);
    if (!isFirst) return;
    // A part of the first screen that somebody linked to is there only now.
    show(...wanted());
    requestAnimationFrame(() => setTimeout(standing));
  },
  (state) => {
    document.body.dataset.link = state;
    byId("link").textContent = texts.link[state];
    tellAway();
    for (const page of pages) page.content?.link?.(state);
  });
