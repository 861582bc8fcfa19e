// The filter for elsewhere: as a feed, as a command, as a program, as a webhook.

import { address } from './api.js';
import { el } from './dom.js';

export const shellQuoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

// What JSON writes as a string is the same string in Python; single quotes are easier to read.
export const pythonQuoted = (text) => (/["]/.test(text) && !/['\\\p{C}]/u.test(text) ? `'${text}'` : JSON.stringify(text));

export function ways(filter) {
  const where = filter ? ` --where ${shellQuoted(filter)}` : '';
  const broker = `${location.hostname || 'localhost'}:9092`;
  return [
    { name: 'Atom', text: address('v1/feed.atom', { q: filter }), isLink: true },
    { name: 'JSON Feed', text: address('v1/feed.json', { q: filter }), isLink: true },
    { name: 'curl: what there is', text: `curl -s ${shellQuoted(address('v1/articles', { q: filter, limit: 20 }))}` },
    { name: 'curl: as it comes', text: `curl -sN ${shellQuoted(address('v1/stream', { q: filter }))}` },
    {
      name: 'Python',
      text: `from newsmill import subscribe\n\nfor article in subscribe(${pythonQuoted(broker)}${filter ? `, where=${pythonQuoted(filter)}` : ''}):\n    print(article.title, article.url)`,
    },
    { name: 'Webhook', text: `newsmill sink webhook:https://example.org/news${where}` },
    { name: 'PostgreSQL', text: `newsmill sink postgresql://localhost/news${where}` },
  ];
}

export function takeAway(filter) {
  return el(
    'div',
    { class: 'ways' },
    el('p', { class: 'quiet' }, filter ? el('code', null, filter) : 'Everything, without a filter.'),
    ...ways(filter).map(way),
  );
}

function way({ name, text, isLink }) {
  const words = el('code', null, text);
  const copy = el('button', { class: 'button', type: 'button', 'aria-label': `Copy ${name}` }, 'Copy');
  copy.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text);
      copy.textContent = 'Copied';
    } catch {
      // Only on https and on this machine may a page write; everywhere it may select.
      getSelection().selectAllChildren(words);
      copy.textContent = 'Selected';
    }
    setTimeout(() => (copy.textContent = 'Copy'), 2000);
  });
  return el('section', { class: 'way' }, el('h3', null, isLink ? el('a', { href: text }, name) : name), el('pre', { tabindex: 0, 'aria-label': name }, words), copy);
}
