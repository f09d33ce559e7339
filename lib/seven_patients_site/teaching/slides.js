// Turn the slides by the arrow keys, fill the screen, and show the notes in a window of their own that turns with this one.
const slides = [...document.querySelectorAll(".slide")];
const tops = () => slides.map((slide) => Math.abs(slide.getBoundingClientRect().top));
let notes = opener; // the other window
let shown = 0;

const nearest = () => tops().reduce((best, top, index, all) => (top < all[best] ? index : best), 0);
const go = (index) => slides[Math.max(0, Math.min(index, slides.length - 1))].scrollIntoView();

const KEYS = {
  ArrowRight: () => go(nearest() + 1),
  ArrowLeft: () => go(nearest() - 1),
  f: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
  n: () => {
    notes = open("#notes", "", "popup");
  },
};
addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || !Object.hasOwn(KEYS, event.key)) return;
  event.preventDefault();
  KEYS[event.key]();
});

// each window tells the other where it is, and the one that was opened asks
addEventListener("scroll", () => {
  if (nearest() === shown) return;
  shown = nearest();
  notes?.postMessage(shown, "*");
});
addEventListener("message", ({ source, data }) => {
  if (source !== notes) return;
  if (!Number.isInteger(data)) source.postMessage(shown, "*");
  else if (data !== shown) {
    shown = data;
    go(data);
  }
});
notes?.postMessage("where?", "*");
