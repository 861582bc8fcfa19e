// One connection for all tabs of a browser: HTTP/1.1 has six, and the seventh tab would hang. The tab
// that holds a lock reads the stream and tells the others; when it closes, the next one takes over.

import { Stream } from './stream.js';

const NAME = 'newsmill';
const LONGEST_FILTER = 900;
const ROLL_CALL_MS = 30_000;
const POSITION_EVERY_MS = 5_000;

export class Tabs {
  // on: { article(article), refresh(), control(name, details), state(state) }
  constructor(on) {
    this.on = on;
    this.id = crypto.getRandomValues(new Uint32Array(2)).join('-');
    this.filter = '';
    this.position = '';
    this.wanted = new Map();
    this.leads = false;
    this.state = { name: 'connecting' };
    this.told = 0;
    this.stream = new Stream({
      article: (article) => this.tell({ kind: 'article', of: this.stream.filter, article }),
      control: (name, details) => this.tell({ kind: 'control', name, details }),
      state: (state) => this.tell({ kind: 'state', of: this.stream.filter, state }),
      position: (position) => this.passed(position),
    });
  }

  start(filter, position) {
    this.filter = filter;
    this.position = position;
    // Locks are only there on https and on this machine itself.
    if (navigator.locks && window.BroadcastChannel) this.share();
    else this.alone();
  }

  share() {
    this.channel = new BroadcastChannel(NAME);
    this.channel.onmessage = (event) => this.heard(event.data);
    this.say({ kind: 'want', tab: this.id, filter: this.filter, asks: true });
    addEventListener('pagehide', () => this.say({ kind: 'bye', tab: this.id }));
    addEventListener('pageshow', (event) => event.persisted && location.reload());
    navigator.locks.request(NAME, () => {
      this.lead();
      return new Promise(() => {});
    });
  }

  alone() {
    this.leads = true;
    const follow = () => (document.hidden ? this.stream.close() : this.reopen(true));
    document.addEventListener('visibilitychange', follow);
    follow();
  }

  lead() {
    this.leads = true;
    this.wanted.clear();
    this.say({ kind: 'roll-call' });
    this.reopen(true);
    setInterval(() => {
      for (const [tab, want] of this.wanted) {
        if (want.silent >= 2) this.wanted.delete(tab);
        else want.silent += 1;
      }
      this.say({ kind: 'roll-call' });
      this.reopen();
    }, ROLL_CALL_MS);
  }

  want(filter) {
    this.filter = filter;
    if (this.leads) this.reopen();
    else this.say({ kind: 'want', tab: this.id, filter });
  }

  retryNow() {
    if (this.leads) this.stream.retryNow();
    else this.say({ kind: 'retry' });
  }

  // What all tabs want together; everything where that would be too long.
  union() {
    const filters = new Set([this.filter, ...[...this.wanted.values()].map((want) => want.filter)]);
    if (filters.size === 1) return this.filter;
    const either = [...filters].map((filter) => `(${filter})`).join(' OR ');
    return filters.has('') || either.length > LONGEST_FILTER ? '' : either;
  }

  reopen(must = false) {
    const filter = this.union();
    if (must || filter !== this.stream.filter) this.stream.open(filter, this.stream.position || this.position);
  }

  say(message) {
    this.channel?.postMessage(message);
  }

  tell(message) {
    if (this.wanted.size || message.kind === 'state') this.say(message);
    this.listen(message);
  }

  passed(position) {
    this.position = position;
    const now = Date.now();
    if (now - this.told < POSITION_EVERY_MS || !this.wanted.size) return;
    this.told = now;
    this.say({ kind: 'position', position });
  }

  listen(message) {
    if (message.kind === 'article') {
      if (message.of === this.filter) this.on.article(message.article);
      else this.on.refresh();
    } else if (message.kind === 'control') {
      this.on.control(message.name, message.details);
    } else if (message.kind === 'state') {
      this.state = message.state;
      // A union is refused when another tab's filter is: then this tab's own is not to blame.
      this.on.state(message.state, message.of === this.filter);
    }
  }

  heard(message) {
    if (message.kind === 'roll-call') {
      if (!this.leads) this.say({ kind: 'want', tab: this.id, filter: this.filter });
    } else if (message.kind === 'position') {
      this.position = message.position;
    } else if (!this.leads) {
      this.listen(message);
    } else if (message.kind === 'want') {
      this.wanted.set(message.tab, { filter: message.filter, silent: 0 });
      if (message.asks) this.say({ kind: 'state', of: this.stream.filter, state: this.state });
      this.reopen();
    } else if (message.kind === 'bye') {
      this.wanted.delete(message.tab);
      this.reopen();
    } else if (message.kind === 'retry') {
      this.stream.retryNow();
    }
  }
}
