// What a revision changed, word by word, shown inside the sentence it is in.

import { el, plural, shown } from './dom.js';

const MOST_WORDS = 6000;
const MOST_CELLS = 400_000; // beyond, the changed stretch is shown as a whole
const MOST_HUNKS = 3;
const MOST_CONTEXT = 160;

const segmenter = globalThis.Intl?.Segmenter ? new Intl.Segmenter(undefined, { granularity: 'word' }) : null;

function words(text) {
  if (!segmenter) return text.match(/\s+|[\p{L}\p{N}\p{M}]+|[^\s\p{L}\p{N}\p{M}]/gu) ?? [];
  return Array.from(segmenter.segment(text), (part) => part.segment);
}

// [{ kind: 'same' | 'gone' | 'come', text }]
export function difference(before, after) {
  const a = words(before.slice(0, MOST_WORDS * 8)).slice(0, MOST_WORDS);
  const b = words(after.slice(0, MOST_WORDS * 8)).slice(0, MOST_WORDS);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  const parts = [];
  add(parts, 'same', b.slice(0, head));
  middle(parts, a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  add(parts, 'same', b.slice(b.length - tail));
  return parts;
}

function add(parts, kind, some) {
  if (!some.length) return;
  const last = parts.at(-1);
  if (last?.kind === kind) last.text += some.join('');
  else parts.push({ kind, text: some.join('') });
}

function middle(parts, a, b) {
  if (a.length * b.length > MOST_CELLS || !a.length || !b.length) {
    add(parts, 'gone', a);
    add(parts, 'come', b);
    return;
  }
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      longest[i * width + j] = a[i] === b[j]
        ? longest[(i + 1) * width + j + 1] + 1
        : Math.max(longest[(i + 1) * width + j], longest[i * width + j + 1]);
    }
  }
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      add(parts, 'same', [a[i]]);
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && longest[(i + 1) * width + j] >= longest[i * width + j + 1])) {
      add(parts, 'gone', [a[i]]);
      i += 1;
    } else {
      add(parts, 'come', [b[j]]);
      j += 1;
    }
  }
}

// A space between two changed words is no reason to show four changes instead of one.
function joined(parts) {
  const result = [];
  for (let at = 0; at < parts.length; ) {
    if (parts[at].kind === 'same') {
      result.push(parts[at]);
      at += 1;
      continue;
    }
    let gone = '';
    let come = '';
    while (at < parts.length && (parts[at].kind !== 'same' || (/^\s+$/.test(parts[at].text) && at + 1 < parts.length))) {
      if (parts[at].kind !== 'come') gone += parts[at].text;
      if (parts[at].kind !== 'gone') come += parts[at].text;
      at += 1;
    }
    if (gone.trim()) result.push({ kind: 'gone', text: gone });
    if (come.trim()) result.push({ kind: 'come', text: come });
    if (!gone.trim() && !come.trim()) result.push({ kind: 'same', text: come });
  }
  return result;
}

const isChange = (part) => part !== undefined && part.kind !== 'same';

// The rest of the sentence that `text` begins in.
function sentenceEnd(text) {
  const found = text.match(/^[\s\S]*?[.!?…。！？]["'”’»)]*(?=\s|$)|^[\s\S]*?(?=\n)/u);
  const piece = found ? found[0] : text;
  return piece.length > MOST_CONTEXT ? `${piece.slice(0, MOST_CONTEXT)}…` : piece;
}

// The beginning of the sentence that `text` ends in.
function sentenceStart(text) {
  let from = 0;
  for (const match of text.matchAll(/[.!?…。！？]["'”’»)]*\s+|\n+/gu)) from = match.index + match[0].length;
  const piece = text.slice(from);
  return piece.length > MOST_CONTEXT ? `…${piece.slice(-MOST_CONTEXT)}` : piece;
}

function between(text) {
  if (text.length <= MOST_CONTEXT) return text;
  return `${sentenceEnd(text)} … ${sentenceStart(text)}`;
}

// The changed sentences as elements; null where nothing that is seen has changed.
export function shownDifference(before, after) {
  const parts = joined(difference(before, after));
  const begins = parts.flatMap((part, at) => (isChange(part) && !isChange(parts[at - 1]) ? [at] : []));
  if (!begins.length) return null;
  const pieces = document.createDocumentFragment();
  const end = begins[MOST_HUNKS] ?? parts.length;
  for (let at = Math.max(0, begins[0] - 1); at < end; at += 1) {
    const { kind, text } = parts[at];
    if (kind === 'same') {
      const isLast = at === end - 1;
      pieces.append(shown(at < begins[0] ? sentenceStart(text) : isLast ? sentenceEnd(text) : between(text)));
      continue;
    }
    pieces.append(el(kind === 'gone' ? 'del' : 'ins', null, text.trim()));
    if (/\s$/.test(text) || (kind === 'gone' && isChange(parts[at + 1]))) pieces.append(' ');
  }
  const more = begins.length - MOST_HUNKS;
  if (more > 0) pieces.append(el('span', { class: 'quiet' }, ` and ${plural(more, 'more change', 'more changes')}`));
  return pieces;
}
