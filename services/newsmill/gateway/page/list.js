// The articles on the page: what waits behind the pill, what is shown, and never more than so many.

import { card, recount, retract } from './article.js';

const MOST_SHOWN = 200;
const MOST_WAITING = 100;

export class ArticleList {
  // page: { filter(), pick(), changed() }
  constructor(root, page) {
    this.root = root;
    this.page = page;
    this.clear();
  }

  clear() {
    this.root.replaceChildren();
    this.shown = new Map(); // article_id → [version, element], in the order of the page
    this.waiting = new Map(); // article_id → article, the newest last
    this.count = 0; // of all that came since the pill was pressed
    this.cursor = null;
    this.isDetached = false; // the newest were cut off at the top, far above
    this.lostEnd = false; // the oldest were cut off at the bottom
    this.hasHole = false; // more came than were told
  }

  get size() {
    return this.shown.size;
  }

  // A new article, or a newer state of one; what is older or the same is not told again.
  receive(article) {
    const id = article.article_id;
    const version = versionOf(article);
    const known = this.shown.get(id);
    if (known && !isNewer(version, known.version)) return;
    const waits = this.waiting.get(id);
    if (waits && !isNewer(version, versionOf(waits))) return;
    if (article.change === 'retracted') {
      if (this.waiting.delete(id)) this.count -= 1;
      if (known) {
        known.version = version;
        retract(known.element);
      }
      this.page.changed();
      return;
    }
    if (!waits) this.count += 1;
    this.waiting.delete(id);
    this.waiting.set(id, article);
    if (this.waiting.size > MOST_WAITING) this.waiting.delete(this.waiting.keys().next().value);
    this.page.changed();
  }

  // What is known of copies by now, of articles that are on the page or wait.
  recount(articles) {
    for (const article of articles) {
      const known = this.shown.get(article.article_id);
      if (known) recount(known.element, article, this.page);
      const waits = this.waiting.get(article.article_id);
      if (waits) waits.copies = article.copies;
    }
  }

  // Whether exactly this state of it is on the page or waits.
  knows(article) {
    const known = this.shown.get(article.article_id)?.version;
    const waits = this.waiting.get(article.article_id);
    const version = known ?? (waits && versionOf(waits));
    return version !== undefined && !isNewer(versionOf(article), version);
  }

  // Puts what waits above all else. Where more came than wait, the older ones would not follow on it:
  // they go, and are found again by scrolling.
  release() {
    const first = this.root.firstElementChild;
    const fresh = [...this.waiting.values()];
    if (this.hasHole || this.count > this.waiting.size) {
      this.root.replaceChildren();
      this.shown.clear();
      this.lostEnd = true;
      this.hasHole = false;
    }
    this.waiting.clear();
    this.count = 0;
    for (const article of fresh) {
      this.shown.get(article.article_id)?.element.remove();
      this.shown.delete(article.article_id);
      this.root.prepend(this.make(article, first !== null));
    }
    while (this.shown.size > MOST_SHOWN) {
      this.drop(this.root.lastElementChild);
      this.lostEnd = true;
    }
    this.renumber();
    return fresh.length;
  }

  // Older articles, as a page of the API has them. Returns how many were not there yet.
  append(articles) {
    let added = 0;
    for (const article of articles) {
      if (this.shown.has(article.article_id) || this.waiting.has(article.article_id)) continue;
      this.root.append(this.make(article, false));
      added += 1;
    }
    while (this.shown.size > MOST_SHOWN) {
      this.drop(this.root.firstElementChild);
      this.isDetached = true;
    }
    this.renumber();
    return added;
  }

  make(article, isFresh) {
    const element = card(article, this.page);
    if (isFresh) element.classList.add('fresh');
    this.shown.set(article.article_id, { version: versionOf(article), element });
    return element;
  }

  drop(element) {
    this.shown.delete(element.dataset.id);
    element.remove();
  }

  renumber() {
    let at = 0;
    for (const element of this.root.children) {
      at += 1;
      element.setAttribute('aria-posinset', at);
      element.setAttribute('aria-setsize', -1);
    }
  }
}

const versionOf = (article) => [article.revision ?? 1, article.change === 'retracted' ? 1 : 0, Date.parse(article.enriched_at) || 0];

// Revision, then retraction, then time: so folds everybody who reads.
function isNewer(a, b) {
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return a[at] > b[at];
  return false;
}
