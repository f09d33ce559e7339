// When something unfolds, let the theme look again for boxes that scroll, so that a key can reach and scroll them.
addEventListener("toggle", () => dispatchEvent(new Event("resize")), true);
