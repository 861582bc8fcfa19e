// Keys, as readers know them from other readers. Never while somebody writes, nor with Ctrl, Alt or Meta.

export const KEYS = [
  ['j', 'next article'],
  ['k', 'article before'],
  ['o', 'open it at its site'],
  ['.', 'show the new ones'],
  ['p', 'pause, go on'],
  ['/', 'to the filter'],
  ['?', 'this page of help'],
];

export function listenToKeys(actions) {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const writes = event.target.closest?.('input, textarea, select, [contenteditable]');
    if (writes) {
      if (event.key === 'Escape') writes.blur();
      return;
    }
    if (document.querySelector('dialog[open]')) return;
    const act = Object.hasOwn(actions, event.key) ? actions[event.key] : null;
    if (!act) return;
    event.preventDefault();
    act();
  });
}

// The article that has the focus, else the first one that is to be seen.
export function currentArticle(root) {
  const focused = document.activeElement?.closest?.('article');
  if (focused && root.contains(focused)) return focused;
  return null;
}

export function step(root, by) {
  const current = currentArticle(root);
  let next;
  if (current) next = by > 0 ? current.nextElementSibling : current.previousElementSibling;
  else next = [...root.children].find((article) => article.getBoundingClientRect().bottom > 120);
  if (!next) return;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'start' });
}
