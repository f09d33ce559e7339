// What this browser keeps under a name, as JSON. Where it refuses, a page remembers it until it is left.
const UNKEPT = "This browser refuses to keep it, so that it is forgotten when you leave a page.";
const remembered = new Map();

function refused(name) {
  try {
    localStorage.getItem(name);
    return false;
  } catch {
    return true;
  }
}

function kept(name) {
  if (remembered.has(name)) return remembered.get(name);
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

// Keep a value; nothing is kept in place of null.
function keep(name, value) {
  remembered.delete(name);
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(value));
  } catch {
    remembered.set(name, value);
  }
}
