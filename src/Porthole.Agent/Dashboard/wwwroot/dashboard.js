import { isSignedIn, onSignIn, showSignIn } from "./auth.js";
import { cameras } from "./cameras/cameras.js";
import { byId, element } from "./lib/dom.js";
import { follow } from "./lib/live.js";
import { overview } from "./overview/overview.js";
import { connections } from "./connections.js";
import { doctor } from "./doctor.js";
import { history } from "./history.js";
import { log } from "./log.js";
import { router } from "./router.js";
import { texts } from "./texts.js";

/** The pages: each has an id, builds itself once, and may enter, leave, and take a status or the link's state. */
const pages = [overview, cameras, router, connections, history, doctor, log];

let shown = null;

/** The page that the address names: #/router, or #router as others link to it. What is no page is a part of the first screen. */
function wanted() {
  const id = location.hash.slice(1).split("&")[0].replace("/", "");
  return [pages.find((page) => page.id === id) ?? overview, id];
}

function show(page, id) {
  if (page === shown) return byId(`${id}-section`)?.scrollIntoView();
  shown?.leave?.();
  const isStart = shown === null;
  shown = page;
  for (const other of pages) {
    other.root.hidden = other !== page;
    if (other === page) other.link_.setAttribute("aria-current", "page");
    else other.link_.removeAttribute("aria-current");
  }
  document.title = page === overview ? "Porthole" : texts.title(texts.page[page.id]);
  page.enter?.();
  // Who goes to a page by keyboard or ear goes on reading there.
  if (!isStart) {
    byId("main").focus({ preventScroll: true });
    scrollTo(0, 0);
  }
}

function build() {
  byId("skip").textContent = texts.skip;
  byId("sheet-link").textContent = texts.sheet;
  byId("link").textContent = texts.connecting;
  const list = element("ul");
  for (const page of pages) {
    page.root = element("div", { className: "page", "data-page": page.id, hidden: true });
    page.link_ = element("a", { href: `#/${page.id}`, text: texts.page[page.id] });
    list.append(element("li", {}, page.link_));
    page.build(page.root);
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

let isFirst = true;

build();
show(...wanted());
addEventListener("hashchange", () => show(...wanted()));

follow(
  (status) => {
    byId("version").textContent = texts.version(status.version);
    for (const page of pages) page.status?.(status);
    // A part of the first screen that somebody linked to is there only now.
    if (isFirst) show(...wanted());
    isFirst = false;
  },
  (state) => {
    document.body.dataset.link = state;
    byId("link").textContent = texts[state];
    for (const page of pages) page.link?.(state);
  });
