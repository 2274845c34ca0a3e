const asked = new Map();

function ask(file) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = file;
  document.head.append(link);
  return new Promise((resolve) => {
    // Without its looks a page can still be read.
    link.onload = link.onerror = resolve;
  });
}

/** Fetches a style sheet that the first screen does without, once; settles when it is there. A module that is imported late brings its looks by this. */
export function styles(file) {
  if (!asked.has(file)) asked.set(file, ask(file));
  return asked.get(file);
}
