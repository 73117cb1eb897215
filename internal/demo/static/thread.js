// A thread: a comment that began it and its replies, oldest first.
import * as api from './api.js';
import { bodyOf } from './body.js';
import { Composer } from './composer.js';
import { avatar, button, el } from './dom.js';
import * as keep from './keep.js';
import { ago, explain, fullDate, say } from './words.js';

export class Thread {
  constructor(discussion, root) {
    this.discussion = discussion;
    this.views = new Map(); // by comment id
    this.replies = el('ol.kz-replies');
    this.more = el('div');
    this.element = el('li', {}, '', this.replies, this.more);
    this.root = this.view(root);
    this.element.prepend(this.root.element);
    this.next = root.more;
    this.offer();
  }

  view(comment) {
    const view = new CommentView(this, comment);
    this.views.set(comment.id, view);
    return view;
  }

  /** Adds a reply unless it is shown; returns its element. */
  add(reply) {
    const shown = this.views.get(reply.id);
    if (shown) return shown.element;
    const view = this.view(reply);
    this.replies.append(el('li', {}, view.element));
    this.offer();
    return view.element;
  }

  /** Offers the replies that were not sent with the list. */
  offer() {
    const left = (this.root.comment.replies ?? 0) - (this.views.size - 1);
    this.more.replaceChildren(...(this.next ? [button('.kz-link.kz-fold', say('moreReplies', left), () => this.load())] : []));
  }

  async load() {
    const { discussion } = this;
    let answer;
    try {
      answer = await api.list(discussion.page, { root: this.root.comment.id, cursor: this.next, limit: 50 });
    } catch (problem) {
      this.more.append(el('p.kz-err', { role: 'alert' }, explain(problem)));
      return;
    }
    this.next = answer.next;
    const added = answer.comments.map((reply) => this.add(reply));
    this.offer();
    added[0]?.focus();
  }
}

class CommentView {
  constructor(thread, comment) {
    this.thread = thread;
    this.discussion = thread.discussion;
    this.element = el('article.kz-c', { id: 'c-' + comment.id, tabIndex: -1 });
    this.discussion.list.addEventListener('tick', () => this.tick());
    this.show(comment);
  }

  get own() {
    return this.comment.author?.id !== undefined && this.comment.author.id === this.discussion.me.author;
  }

  get timeLeft() {
    return Date.parse(this.comment.created) + this.discussion.editWindow - Date.now();
  }

  show(comment) {
    this.comment = comment;
    if (comment.status === 'deleted') {
      this.element.removeAttribute('aria-label');
      this.element.replaceChildren(el('p.kz-gone', {}, say('gone')));
      return;
    }
    this.element.classList.toggle('held', comment.status === 'pending');
    this.element.setAttribute('aria-label', comment.author.name);
    this.left = this.time = null;
    this.after = el('div.kz-after'); // what opens below: a composer, a question
    this.element.replaceChildren(avatar(comment.author.id), this.header(), this.body(), this.actions(), this.after);
    this.tick();
  }

  header() {
    const { author, created, edited, status, id } = this.comment;
    this.time = el('time', { dateTime: created, title: fullDate(created) });
    return el('header.kz-by', {},
      el('b', {}, author.name),
      this.own && el('span.kz-badge', {}, say('you')),
      status === 'pending' && el('span.kz-badge.wait', {}, say('held')),
      el('a', { href: '#c-' + encodeURIComponent(id) }, this.time),
      edited && el('span', {}, '· ' + say('edited')));
  }

  /** The words; a reply to a reply begins with the name that it answers. */
  body() {
    const { html, parent, root, status } = this.comment;
    const to = parent && parent !== root && this.thread.views.get(parent)?.comment;
    const body = el('div.kz-body', { dir: 'auto' });
    if (to?.author) body.append(el('a.kz-to', { href: '#c-' + encodeURIComponent(to.id) }, to.author.name), ' ');
    body.append(bodyOf(html));
    if (status === 'pending') body.append(el('p.kz-quiet', {}, say('heldOwn')));
    return body;
  }

  actions() {
    const bar = el('div.kz-actions');
    if (this.comment.status === 'published' && !this.discussion.state.closed) bar.append(button('', say('reply'), () => this.compose({ parent: this.comment })));
    if (this.own && this.timeLeft > 0) {
      this.left = el('span');
      this.changing = [
        button('', say('edit'), () => this.compose({ editing: this.comment })),
        button('', say('remove'), () => this.ask()),
        this.left,
      ];
      bar.append(...this.changing);
    }
    return bar;
  }

  /** Keeps the times true. */
  tick() {
    if (!this.time) return;
    this.time.textContent = ago(this.comment.created);
    if (!this.left) return;
    if (this.timeLeft > 0) {
      this.left.textContent = say('minutesLeft', Math.ceil(this.timeLeft / 60_000));
    } else {
      for (const e of this.changing) e.remove();
      this.left = null;
    }
  }

  close() {
    this.after.replaceChildren();
    this.element.querySelector('.kz-actions button')?.focus();
  }

  compose(options) {
    const composer = new Composer(this.discussion, { ...options, cancel: () => this.close(), saved: (comment) => this.saved(comment) });
    this.after.replaceChildren(composer.element);
    composer.focus();
  }

  saved(comment) {
    const published = (c) => Number(c.status === 'published');
    this.discussion.count(published(comment) - published(this.comment));
    this.show({ ...comment, more: this.comment.more, replies: this.comment.replies });
    this.discussion.announce(say(comment.status === 'pending' ? 'postedHeld' : 'saved'));
    this.element.focus();
  }

  ask() {
    const yes = button('.kz-button.danger', say('remove'), () => this.remove(yes));
    const row = el('div.kz-ask', { role: 'group', 'aria-label': say('sure') }, el('p', {}, say('sure')), yes, button('.kz-button', say('keep'), () => this.close()));
    row.addEventListener('keydown', (e) => e.key === 'Escape' && this.close());
    this.after.replaceChildren(row);
    yes.focus();
  }

  async remove(pressed) {
    pressed.setAttribute('aria-disabled', 'true');
    try {
      await api.remove(this.comment.id, this.discussion.page, this.discussion.me.guest);
    } catch (problem) {
      this.after.replaceChildren(el('p.kz-err', { role: 'alert' }, explain(problem)));
      return;
    }
    keep.forget(this.comment.id);
    if (this.comment.status === 'published') this.discussion.count(-1);
    this.show({ ...this.comment, status: 'deleted' });
    this.discussion.announce(say('removed'));
    this.element.focus();
  }
}
