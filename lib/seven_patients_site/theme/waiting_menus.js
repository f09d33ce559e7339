// Fetch the script of the theme's menus when the reader first does something; a menu asked for before it is there opens
// then.
(() => {
  const place = document.querySelector("template[data-src]");
  const signs = ["pointermove", "pointerdown", "touchstart", "wheel", "keydown", "focusin"];
  const heed = { capture: true, passive: true };
  let asked; // the button of a menu

  function ask(event) {
    asked = event.target.closest('[data-bs-toggle="dropdown"]');
  }

  function fetchMenus() {
    for (const sign of signs) removeEventListener(sign, fetchMenus, heed);
    const script = document.createElement("script");
    script.src = place.dataset.src;
    script.addEventListener("load", () => {
      removeEventListener("click", ask);
      asked?.click();
    });
    place.replaceWith(script);
  }

  for (const sign of signs) addEventListener(sign, fetchMenus, heed);
  addEventListener("click", ask);
})();
