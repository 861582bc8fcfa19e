// One connection to /v1/stream that comes back by itself, behind the last thing it has seen.

import { address, refusal } from './api.js';
import { EventParser } from './sse.js';

const SILENCE_MS = 45_000; // heartbeats come every 15 s: without three of them the line is dead
const LONGEST_WAIT_MS = 30_000;
const FIRST_WAIT_MS = 1_000;
const STEADY_MS = 10_000;

export class Stream {
  // on: { article(article, id), control(name, details), state({ name, until, error }), position(id) }
  constructor(on) {
    this.on = on;
    this.position = '';
    this.filter = '';
    this.failures = 0;
    this.retryMs = 0;
    this.attempt = null;
    this.timer = 0;
  }

  open(filter, position) {
    this.filter = filter;
    if (position) this.position = position;
    this.retryNow();
  }

  close() {
    clearTimeout(this.timer);
    this.attempt?.abort();
    this.attempt = null;
  }

  retryNow() {
    this.close();
    this.connect();
  }

  async connect() {
    const attempt = new AbortController();
    this.attempt = attempt;
    this.on.state({ name: 'connecting' });
    let error = null;
    let since = 0;
    try {
      const headers = { Accept: 'text/event-stream' };
      if (this.position) headers['Last-Event-ID'] = this.position;
      const response = await fetch(address('v1/stream', { q: this.filter }), {
        headers,
        cache: 'no-store',
        credentials: 'same-origin',
        signal: attempt.signal,
      });
      if (!response.ok) throw await refusal(response);
      since = performance.now();
      this.on.state({ name: 'live' });
      await this.read(response.body, attempt);
    } catch (thrown) {
      error = thrown;
    }
    if (this.attempt !== attempt) return;
    attempt.abort();
    this.lost(error, since && performance.now() - since > STEADY_MS);
  }

  lost(error, wasSteady) {
    if (wasSteady) this.failures = 0;
    if (error?.status === 400 && error.problem?.parameter === 'from' && this.position) {
      // A gateway that writes positions in another way: from now on, and the page looks anew.
      this.position = '';
      this.on.control('reset', {});
      this.connect();
      return;
    }
    if ([400, 401, 403].includes(error?.status)) {
      this.on.state({ name: 'refused', error: { status: error.status, problem: error.problem } });
      return;
    }
    const asked = (error?.retryAfter ?? 0) * 1000 || this.retryMs;
    const backoff = Math.min(FIRST_WAIT_MS * 2 ** this.failures, LONGEST_WAIT_MS);
    // Spread out, so that all browsers do not come back in the same moment.
    const wait = Math.max(asked, backoff) * (1 + Math.random() * 0.25);
    this.failures += 1;
    this.retryMs = 0;
    this.on.state({ name: 'waiting', until: Date.now() + wait });
    this.timer = setTimeout(() => this.connect(), wait);
  }

  async read(body, attempt) {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    let id = null;
    const parser = new EventParser(
      (name, data) => this.happened(name, data, id),
      (value) => {
        id = value;
        this.position = value;
        this.on.position(value);
      },
      (ms) => {
        this.retryMs = Math.min(ms, LONGEST_WAIT_MS);
      },
    );
    let watchdog = 0;
    const watch = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => attempt.abort(), SILENCE_MS);
    };
    try {
      for (;;) {
        watch();
        const { value, done } = await reader.read();
        if (done || this.attempt !== attempt) return;
        parser.push(decoder.decode(value, { stream: true }));
      }
    } finally {
      clearTimeout(watchdog);
    }
  }

  happened(name, data, id) {
    let details;
    try {
      details = JSON.parse(data);
    } catch {
      return;
    }
    if (name === 'article' || name === 'message') {
      this.on.article(details, id);
      return;
    }
    if (name === 'goodbye' && details.retry_after > 0) this.retryMs = details.retry_after * 1000;
    // Control events have no id; these say where one is.
    if (name === 'reset' || (name === 'hello' && !this.position)) this.position = details.position ?? '';
    this.on.control(name, details);
  }
}
