// Entities in a text. Mentions count code points and JavaScript counts UTF-16: they part at the first emoji.

import { el, shown } from './dom.js';

export const KINDS = ['person', 'organization', 'place', 'event', 'work'];

// The UTF-16 index of each code point that is asked for. `wanted` is sorted; one walk finds all.
export function unitsOf(text, wanted) {
  const found = new Map();
  let unit = 0;
  let point = 0;
  for (const at of wanted) {
    while (point < at && unit < text.length) {
      unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
      point += 1;
    }
    found.set(at, unit);
  }
  return found;
}

// [{ start, end, entity }] in UTF-16, in order, without overlaps: the earlier and longer one stays.
export function marksOf(text, entities) {
  const marks = [];
  for (const entity of entities ?? []) {
    if (!KINDS.includes(entity.kind)) continue;
    for (const mention of entity.mentions ?? []) marks.push({ ...mention, entity });
  }
  marks.sort((a, b) => a.start - b.start || b.end - a.end);
  const points = [...new Set(marks.flatMap((mark) => [mark.start, mark.end]))].sort((a, b) => a - b);
  const units = unitsOf(text, points);
  const kept = [];
  let end = 0;
  for (const mark of marks) {
    const from = units.get(mark.start);
    const to = units.get(mark.end);
    if (from < end || to <= from) continue;
    kept.push({ start: from, end: to, entity: mark.entity });
    end = to;
  }
  return kept;
}

// The text up to `length` with its marks as links; `linked(entity, words)` makes one.
export function marked(text, marks, length, linked) {
  const pieces = document.createDocumentFragment();
  let at = 0;
  for (const mark of marks) {
    if (mark.end > length) break;
    pieces.append(shown(text.slice(at, mark.start)));
    pieces.append(linked(mark.entity, text.slice(mark.start, mark.end)));
    at = mark.end;
  }
  pieces.append(shown(text.slice(at, length)));
  return pieces;
}

// Where to cut a text of about `wanted` letters: at the end of a sentence, else of a word, never in a mark.
export function cut(text, marks, wanted) {
  if (text.length <= wanted * 1.25) return text.length;
  const window = text.slice(0, wanted);
  const sentence = Math.max(...['. ', '! ', '? ', '.\n', '。', '！', '？'].map((end) => window.lastIndexOf(end) + 1));
  let at = sentence > wanted * 0.55 ? sentence : window.search(/\s\S*$/);
  if (at < wanted * 0.4) at = wanted;
  if ((text.charCodeAt(at - 1) & 0xfc00) === 0xd800) at -= 1;
  for (const mark of marks) if (mark.start < at && at < mark.end) return mark.start;
  return at;
}

export function entityLink(entity, words, href, onPick) {
  return el('a', {
    class: `e ${entity.kind}`,
    href,
    title: entity.link?.name && entity.link.name !== entity.name ? `${entity.kind}: ${shown(entity.name)} (${shown(entity.link.name)})` : `${entity.kind}: ${shown(entity.name)}`,
    onclick: onPick,
  }, words);
}
