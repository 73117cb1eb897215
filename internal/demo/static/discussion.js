// The discussion below an article: its list, and what is new in it.
import * as api from './api.js';
import { Composer } from './composer.js';
import { button, el } from './dom.js';
import * as keep from './keep.js';
import { show } from './numbers.js';
import { Thread } from './thread.js';
import { say } from './words.js';

const perRequest = 20;

export class Discussion {
  /** section names the page and the edit window in data attributes and holds a header with the title. */
  constructor(section) {
    this.page = section.dataset.page;
    this.editWindow = Number(section.dataset.editWindow) * 1000;
    this.order = 'newest';
    this.threads = new Map(); // by root id
    this.title = section.querySelector('h2');
    this.live = el('p.vh', { role: 'status' });
    this.writing = el('div.kz-writing');
    this.list = el('ol.kz-list');
    this.end = el('div.kz-end');
    section.querySelector('header').append(this.sorting());
    section.append(this.writing, this.live, this.list, this.end);
    this.invite();
    setInterval(() => this.list.dispatchEvent(new Event('tick')), 20_000);
  }

  /** Who this browser is here: its token, and the author id that others see. */
  get me() {
    return keep.get('me', { guest: undefined, author: undefined });
  }

  announce(words) {
    this.live.textContent = words;
  }

  sorting() {
    const choice = (order) => el('label', {},
      el('input', { type: 'radio', name: 'order', checked: order === this.order, onchange: () => this.load(order) }), el('span', {}, say(order)));
    return el('div.kz-sort', { role: 'radiogroup', 'aria-label': say('sort') }, choice('newest'), choice('oldest'));
  }

  /** Shows the line that opens the composer; the composer itself when something is begun. */
  invite() {
    const open = () => {
      const composer = new Composer(this, { cancel: () => this.invite() });
      this.writing.replaceChildren(composer.element);
      return composer;
    };
    if (keep.get(`draft.${this.page}.`)) open();
    else this.writing.replaceChildren(button('.kz-open', say('open'), () => open().focus()));
  }

  /** Loads the list from its beginning. */
  async load(order = this.order) {
    this.order = order;
    this.list.replaceChildren();
    this.threads.clear();
    if (await this.fetch({})) this.showHeld();
    document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
  }

  async fetch(options) {
    this.end.replaceChildren(el('p.kz-quiet', {}, say('loading')));
    const order = this.order;
    let answer;
    try {
      answer = await api.list(this.page, { order, limit: perRequest, ...options });
    } catch {
      this.end.replaceChildren(el('p.kz-note.bad', { role: 'alert' }, say('notLoaded'), ' ', button('.kz-link', say('reload'), () => (options.cursor ? this.fetch(options) : this.load()))));
      return false;
    }
    if (order !== this.order) return false; // the reader has chosen another meanwhile
    this.state = answer.page;
    this.count(0);
    const first = this.add(answer.comments);
    this.end.replaceChildren(...this.ending(answer.next));
    if (options.cursor) first?.focus();
    if (answer.page.closed) this.writing.replaceChildren(el('p.kz-note', {}, say('closed')));
    return true;
  }

  ending(next) {
    if (next) return [button('.kz-more', say('more'), () => this.fetch({ cursor: next }))];
    if (!this.threads.size) return [el('p.kz-empty', {}, el('b', {}, say('empty')), say('emptyHint'))];
    return [];
  }

  /** Adds comments of an answer, roots before their replies; returns the first new element. */
  add(comments) {
    let first;
    for (const comment of comments) {
      const thread = this.threads.get(comment.root);
      const made = thread ? thread.add(comment) : this.begin(comment);
      first ??= made;
    }
    return first;
  }

  /** Begins a thread, at the end of the list unless it is new and new ones come first. */
  begin(root, atTop = false) {
    const thread = new Thread(this, root);
    this.threads.set(root.id, thread);
    this.list[atTop ? 'prepend' : 'append'](thread.element);
    return thread.root.element;
  }

  /** Takes in a comment that the reader has just posted. */
  posted(comment) {
    if (comment.status === 'published') this.count(1);
    if (!this.list.childElementCount) this.end.replaceChildren();
    const shown = comment.parent ? this.threads.get(comment.root).add(comment) : this.begin(comment, this.order === 'newest');
    this.announce(say(comment.status === 'published' ? 'posted' : 'postedHeld'));
    shown.focus();
  }

  /** The reader's own comments that wait for review: nobody else sees them. */
  showHeld() {
    for (const held of keep.heldOn(this.page)) {
      if (document.getElementById('c-' + held.id)) continue;
      if (held.parent) this.threads.get(held.root)?.add(held);
      else this.begin(held, this.order === 'newest');
    }
  }

  /** Counts comments more or less than the last answer said, wherever the number is shown. */
  count(more) {
    this.state.comments += more;
    this.title.textContent = say('title', this.state.comments);
    show({ page: this.page, views: this.state.views, comments: this.state.comments });
  }
}
