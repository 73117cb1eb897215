// Writing: a new comment, a reply, or a new text for one's own.
import * as api from './api.js';
import { bodyOf } from './body.js';
import { button, el } from './dom.js';
import * as keep from './keep.js';
import { explain, say } from './words.js';

const maxCharacters = 5000;
const countFrom = maxCharacters - 500; // before that the number is nobody's worry
const segments = new Intl.Segmenter();
let made = 0; // composers, to give their fields ids

export class Composer {
  /** parent: the comment replied to; editing: the comment to change; cancel, saved: what follows. */
  constructor(discussion, { parent, editing, cancel, saved }) {
    Object.assign(this, { discussion, parent, editing, cancel, saved });
    this.draftKey = `draft.${discussion.page}.${editing ? 'edit.' + editing.id : parent?.id ?? ''}`;
    this.draft = keep.get(this.draftKey) ?? { body: editing ? keep.ownComment(editing.id)?.source ?? '' : '' };
    this.element = this.form(++made);
    this.write();
    this.measure();
  }

  focus() {
    this.text.focus();
  }

  form(n) {
    const { parent, editing } = this;
    this.errors = { name: el('p.kz-err', { id: `kz-name-err-${n}`, hidden: true }), body: el('p.kz-err', { id: `kz-body-err-${n}`, hidden: true }) };
    this.name = el('input', { id: `kz-name-${n}`, value: keep.get('name', ''), maxLength: 80, autocomplete: 'nickname', 'aria-describedby': this.errors.name.id });
    this.text = el('textarea', {
      value: this.draft.body, rows: 5, placeholder: parent ? say('replyTo', parent.author.name) : say('placeholder'),
      'aria-label': say('body'), 'aria-describedby': this.errors.body.id, oninput: () => this.typed(),
    });
    this.shown = el('div.kz-shown', { hidden: true });
    this.tabs = [button('', say('write'), () => this.write()), button('', say('preview'), () => this.preview())];
    this.counter = el('span.kz-count');
    this.hidden = el('input.kz-trap', { tabIndex: -1, autocomplete: 'off', 'aria-hidden': 'true' }); // programs fill it in
    this.send = el('button.kz-button.first', { type: 'submit' }, this.label());
    return el('form.kz-form', { noValidate: true, onsubmit: (e) => this.submit(e), onkeydown: (e) => this.key(e) },
      el('div.kz-box', {},
        el('div.kz-tabs', {}, ...this.tabs),
        this.text, this.shown,
        el('div.kz-hint', {}, el('span', {}, say('hint')), this.counter)),
      this.errors.body,
      !editing && el('div.kz-field', {}, el('label', { htmlFor: this.name.id }, say('name')), this.name, this.errors.name),
      this.hidden,
      el('div.kz-send', {}, el('p', {}, editing ? '' : say('privacy')), el('div', {}, button('.kz-button.plain', say('cancel'), () => this.discard()), this.send)));
  }

  label() {
    return say(this.editing ? 'save' : this.parent ? 'sendReply' : 'send');
  }

  write() {
    this.tab(0);
  }

  tab(chosen) {
    this.tabs.forEach((t, i) => t.setAttribute('aria-pressed', String(i === chosen)));
    this.text.hidden = chosen === 1;
    this.shown.hidden = chosen === 0;
  }

  async preview() {
    this.refuse(null);
    if (!this.text.value.trim()) return this.refuse({ code: 'body_empty', field: 'body' });
    try {
      const { html } = await api.preview(this.text.value);
      this.shown.replaceChildren(bodyOf(html));
      this.tab(1);
    } catch (problem) {
      this.refuse(problem);
    }
  }

  typed() {
    this.draft.body = this.text.value;
    keep.set(this.draftKey, this.text.value.trim() ? this.draft : null);
    this.measure();
  }

  measure() {
    const text = this.text.value;
    const left = maxCharacters - (text.length > countFrom ? [...segments.segment(text)].length : text.length);
    this.counter.textContent = left > maxCharacters - countFrom ? '' : left < 0 ? say('over', -left) : say('left', left);
    this.counter.classList.toggle('over', left < 0);
  }

  key(e) {
    if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) this.element.requestSubmit();
    if (e.key === 'Escape') this.cancel();
  }

  discard() {
    keep.set(this.draftKey, null);
    this.cancel();
  }

  /** Shows a refusal beside its field and puts the focus there; null takes refusals away. */
  refuse(problem) {
    for (const [field, input] of [['name', this.name], ['body', this.text]]) {
      const here = problem && (problem.field === 'author.name' ? 'name' : 'body') === field;
      this.errors[field].hidden = !here;
      this.errors[field].textContent = here ? explain(problem) : '';
      input.toggleAttribute('aria-invalid', Boolean(here));
      if (here) input.focus();
    }
  }

  async submit(event) {
    event.preventDefault();
    if (this.busy) return;
    this.write();
    this.refuse(null);
    if (!this.text.value.trim()) return this.refuse({ code: 'body_empty', field: 'body' });
    if (!this.editing && !this.name.value.trim()) return this.refuse({ code: 'no_name', field: 'author.name' });
    this.work(true);
    try {
      await (this.editing ? this.change() : this.post());
    } catch (problem) {
      this.work(false);
      if (problem.code === 'guest_invalid') keep.set('me', null); // somebody tampered with it: begin anew
      this.refuse(problem);
      if (['not_sent', 'try_again'].includes(problem.code)) this.send.textContent = say('retry');
    }
  }

  work(busy) {
    this.busy = busy;
    this.send.textContent = busy ? say('sending') : this.label();
    this.send.setAttribute('aria-disabled', String(busy));
  }

  async post() {
    const { discussion, draft } = this;
    const name = this.name.value, body = this.text.value;
    // The key belongs to these words: sent again, they are the same comment.
    const words = JSON.stringify([name, body]);
    if (draft.sent !== words) Object.assign(draft, { sent: words, key: keep.newKey() });
    keep.set(this.draftKey, draft);
    keep.set('name', name);
    const { comment, guest } = await api.post({
      page: discussion.page, parent: this.parent?.id ?? null, body, author: { name }, form: { hidden: this.hidden.value }, guest: discussion.me.guest,
    }, draft.key);
    keep.set('me', { guest, author: comment.author.id });
    keep.remember(comment, discussion.page, body);
    keep.set(this.draftKey, null);
    this.cancel();
    discussion.posted(comment);
  }

  async change() {
    const { discussion } = this;
    const { comment } = await api.edit(this.editing.id, discussion.page, discussion.me.guest, this.text.value);
    keep.remember(comment, discussion.page, this.text.value);
    keep.set(this.draftKey, null);
    this.saved(comment);
  }
}
