// Server-sent events as they come in pieces (HTML Standard, 9.2.6). By hand and not by EventSource,
// which hides statuses, silent checkpoints and heartbeats from its page.

export class EventParser {
  constructor(onEvent, onId, onRetry) {
    this.onEvent = onEvent;
    this.onId = onId;
    this.onRetry = onRetry;
    this.rest = '';
    this.clear();
  }

  clear() {
    this.data = [];
    this.name = '';
    this.id = null;
  }

  push(text) {
    this.rest += text;
    // A lone CR at the end may be half of a CRLF.
    const whole = this.rest.endsWith('\r') ? this.rest.slice(0, -1) : this.rest;
    const lines = whole.split(/\r\n|\n|\r/);
    this.rest = lines.pop() + this.rest.slice(whole.length);
    for (const line of lines) this.line(line);
  }

  line(line) {
    if (line === '') {
      if (this.id !== null) this.onId(this.id);
      if (this.data.length) this.onEvent(this.name || 'message', this.data.join('\n'));
      this.clear();
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.data.push(value);
    else if (field === 'event') this.name = value;
    else if (field === 'id' && !value.includes('\0')) this.id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.onRetry(Number(value));
  }
}
