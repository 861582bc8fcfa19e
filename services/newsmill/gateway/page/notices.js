// The lines above the stream, by what they are about: one of each at most.

import { el } from './dom.js';

const ORDER = ['disconnected', 'missed', 'behind', 'resumed'];

export class Notices {
  constructor(root) {
    this.root = root;
    this.lines = new Map();
  }

  // words: [tone, sentence, button?], or null to take the line away.
  set(about, words, isLasting = true) {
    const old = this.lines.get(about);
    if (!words) {
      this.remove(about);
      return;
    }
    const [tone, sentence, button] = words;
    if (old && old.tone === tone) {
      if (old.text.textContent !== sentence) old.text.textContent = sentence;
    } else {
      old?.line.remove();
      const text = el('span', { class: 'said' }, sentence);
      const close = isLasting && about !== 'missed' ? null : el('button', { class: 'text-button', type: 'button', 'aria-label': 'Close', onclick: () => this.remove(about) }, '×');
      const line = el('p', { class: `line ${tone}`, role: about === 'disconnected' ? null : 'status' }, el('span', { class: 'sign', 'aria-hidden': 'true' }), text, button, close);
      this.lines.set(about, { line, text, tone });
    }
    const lines = ORDER.flatMap((name) => this.lines.get(name)?.line ?? []);
    if (lines.some((line, at) => this.root.children[at] !== line)) this.root.replaceChildren(...lines);
    this.root.hidden = false;
    clearTimeout(this.lines.get(about).timer);
    if (!isLasting) this.lines.get(about).timer = setTimeout(() => this.remove(about), 10_000);
  }

  remove(about) {
    this.lines.get(about)?.line.remove();
    this.lines.delete(about);
    this.root.hidden = this.lines.size === 0;
  }
}
