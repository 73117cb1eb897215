// Writing: a new comment, a reply, or a new text for one's own.

import type { Comment, Problem } from "../api";
import type { KibitzComments } from "../discussion/comments";
import type { Draft } from "./keep";
import type { Key } from "../i18n";
import { arrows } from "./arrows";
import { format, formats } from "./format";
import { explain } from "./explain";
import { opened } from "./form";
import { send } from "./send";
import { login, offered } from "./account";
import { address, button, h, icon, note, safeHTML, store } from "./tools";

const NEAR = 100; // characters left at which the counter becomes a warning
const SHOWN = 500; // and at which there is one
const segments = new Intl.Segmenter();
let made = 0; // composers, to give their fields ids

/** What is written, and what follows. */
export interface Task {
  parent?: Comment; // the comment answered
  editing?: Comment; // the comment changed
  /** Takes the composer away; with a comment, that was sent, and said is what to say about it. */
  done(comment?: Comment, said?: string): void;
}

export class Composer {
  readonly el: HTMLFormElement;
  private readonly id = `f${++made}`;
  private readonly place: string; // of the draft
  private readonly draft: Draft;
  private readonly fields: Record<string, HTMLInputElement | HTMLTextAreaElement> = {};
  private readonly errors: Record<string, HTMLElement> = {};
  private readonly text: HTMLTextAreaElement;
  private readonly preview = h("div", { class: "pv bo", role: "tabpanel", dir: "auto", tabindex: 0, hidden: true });
  private readonly counter = h("span", { class: "ct" });
  private readonly state = h("div", { hidden: true }); // why it is not sent
  private readonly trap = h("input", { tabindex: -1, autocomplete: "off" }); // programs fill it in
  private readonly submitter: HTMLButtonElement;
  private readonly tabs: HTMLButtonElement[];
  private readonly token: ReturnType<typeof opened>;
  private left = Infinity;
  private busy = false;
  private waiting = false; // for the network

  constructor(private readonly d: KibitzComments, private readonly task: Task) {
    const { keep, settings } = d, { parent, editing } = task, { account, writer } = keep;
    this.token = editing ? async () => undefined : opened(d);
    this.place = editing ? `edit:${editing.id}` : parent?.id ?? "";
    this.draft = keep.draft(this.place) ?? { body: editing ? keep.find(editing.id)?.source ?? "" : "" };

    this.text = h("textarea", {
      "aria-label": d.t("text"), "aria-describedby": `${this.id}body`, dir: "auto", oninput: () => this.typed(),
      placeholder: parent ? d.t("replyTo", { name: parent.author.name }) : d.t("prompt"),
    });
    this.text.value = this.draft.body;
    const tab = (key: Key, shown: boolean): HTMLButtonElement => button("", d.t(key), () => this.show(shown), { role: "tab" });
    this.tabs = [tab("tabWrite", false), tab("tabPreview", true)];
    const label = d.t(editing ? "save" : parent ? "postReply" : "post");
    this.submitter = h("button", { class: "b p", part: "submit" },
      h("span", {}, label), h("kbd", { "aria-hidden": "true" }, "Ctrl ↵"), h("span", { class: "sn" }, d.t("sending")));
    this.el = h("form", {
      class: "fm", part: "composer", novalidate: true, "aria-label": label,
      onsubmit: (e: Event) => { e.preventDefault(); void this.submit(); }, onkeydown: (e: KeyboardEvent) => this.key(e),
    },
    this.state,
    !editing && (account ? h("p", { class: "as" }, d.t("loggedIn", { name: account.name })) : h("div", { class: "rw" },
      this.field("name", "name", { autocomplete: "nickname" }, writer.name),
      settings.email && this.field("email", "email", { type: "email", autocomplete: "email" }, this.draft.email),
      settings.url && this.field("url", "website", { type: "url", autocomplete: "url" }, writer.url))),
    !editing && !account && settings.accounts !== "off" && offered() && h("p", { class: "as" }, button("", d.t("logIn"), () => login(d))),
    h("div", { class: "bx" },
      h("div", { class: "br" },
        h("div", { role: "tablist", "aria-label": d.t("tabs"), onkeydown: (e: KeyboardEvent) => arrows(e, this.tabs) }, ...this.tabs),
        h("div", { class: "ft", role: "group", "aria-label": d.t("format") }, ...formats.map((f) =>
          button("", icon(f.name), () => this.format(f), { "aria-label": d.t(f.name), title: d.t(f.name) })))),
      this.text, this.preview,
      h("div", { class: "fe" },
        h("span", { class: "hi", "aria-hidden": "true" }, ...formats.filter((_, i) => i < 4 && i !== 2).map(({ name, before, after }) =>
          h("code", { dir: "ltr" }, before + d.t(name).toLocaleLowerCase(d.words.lang) + (after ?? "")))),
        this.counter)),
    this.error("body"),
    h("div", { class: "v", "aria-hidden": "true" }, this.trap),
    h("div", { class: "sd" },
      !editing && h("p", {}, d.t("privacy")),
      h("div", {}, button("b x", d.t("cancel"), () => this.close()), this.submitter)));

    this.fields.body = this.text; // the last
    this.show(false);
    this.measure();
    // A submit whose end nobody has heard of: the reader was offline, or left.
    if (this.draft.sent) this.unsent();
    addEventListener("online", () => { if (this.waiting && this.el.isConnected) void this.submit(); }, { signal: d.signal });
  }

  /** Puts the focus where writing begins. */
  focus(): void {
    (this.fields.name?.value === "" ? this.fields.name : this.text).focus();
  }

  private field(name: string, label: Key, more: object, value = ""): HTMLElement {
    const id = this.id + name;
    const input = this.fields[name] = h("input", { id: `${id}i`, "aria-describedby": id, ...more });
    input.value = value;
    return h("div", { class: "fd" },
      h("label", { for: `${id}i` }, this.d.t(label), name !== "name" && h("span", { class: "m" }, ` ${this.d.t("optional")}`)), input, this.error(name));
  }

  private error(name: string): HTMLElement {
    return this.errors[name] = h("p", { class: "er", id: this.id + name, hidden: true });
  }

  /** Says what is wrong beside each field, and puts the focus on the first; all else is right. */
  private refuse(wrong: Record<string, string | false | undefined>): boolean {
    let first: HTMLElement | undefined;
    for (const [name, input] of Object.entries(this.fields)) {
      const error = this.errors[name]!, words = wrong[name];
      error.hidden = !words;
      error.replaceChildren(...(words ? [icon("warn"), h("span", {}, words)] : []));
      if (words) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
      if (words) first ??= input;
    }
    if (first === this.text) this.show(false);
    first?.focus();
    return !!first;
  }

  private typed(): void {
    this.draft.body = this.text.value;
    this.save();
    this.measure();
  }

  private save(): void {
    this.d.keep.keepDraft(this.place, this.draft.body.trim() ? this.draft : undefined);
  }

  private measure(): void {
    const { d, text: { value } } = this, limit = d.settings.max_length, before = this.left;
    // Counting what a person calls characters is slow; there are never more of them than units.
    const left = this.left = limit - (value.length > limit - SHOWN ? [...segments.segment(value)].length : value.length);
    const words = left < 0 ? d.t("over", { n: -left }) : d.t("left", { n: left });
    this.counter.textContent = left > SHOWN ? "" : words;
    this.counter.className = `ct${left < 0 ? " o" : left <= NEAR ? " n" : ""}`;
    if ([NEAR, 20, 0].some((mark) => before > mark && left <= mark && before < Infinity)) d.say(words);
  }

  private format(how: (typeof formats)[number]): void {
    this.show(false);
    format(this.text, how);
  }

  private key(e: KeyboardEvent): void {
    if (e.key === "Escape") {
      e.stopPropagation();
      this.task.done();
    }
    if (!e.ctrlKey && !e.metaKey) return;
    const how = e.target === this.text && formats.find((f) => f.key === e.key.toLowerCase());
    if (how) this.format(how);
    else if (e.key === "Enter") void this.submit();
    else return;
    e.preventDefault();
  }

  private show(preview: boolean): void {
    this.tabs.forEach((tab, i) => {
      tab.setAttribute("aria-selected", String(preview === !!i));
      tab.tabIndex = preview === !!i ? 0 : -1;
    });
    this.text.hidden = preview;
    this.preview.hidden = !preview;
    if (preview) void this.render();
  }

  private async render(): Promise<void> {
    const { d, preview, text } = this;
    preview.setAttribute("aria-label", d.t("tabPreview"));
    preview.replaceChildren();
    if (!text.value.trim()) return;
    try {
      const { html } = await send<{ html: string }>(d.api, "POST", "/v1/preview", { body: text.value }, { signal: d.signal });
      preview.replaceChildren(safeHTML(html));
    } catch (error) {
      if (!d.signal.aborted) preview.replaceChildren(explain(error, d.words) ?? d.t("notDone"));
    }
  }

  private async submit(): Promise<void> {
    if (this.busy) return;
    const { d, fields: { name }, text } = this;
    this.state.hidden = true;
    this.waiting = false;
    if (this.refuse({
      name: name && !name.value.trim() && d.t("noName"),
      body: this.left < 0 ? d.t("tooLong", { n: -this.left }) : !text.value.trim() && d.t("noText"),
    })) return;
    this.work(true);
    try {
      const comment = await (this.task.editing ? this.change() : this.post());
      d.keep.remember(comment, text.value);
      d.keep.keepDraft(this.place);
      this.task.done(comment, d.t(comment.status === "pending" ? "held" : this.task.editing ? "saved" : "posted"));
    } catch (error) {
      if (!d.signal.aborted) this.failed(error);
    } finally {
      this.work(false);
    }
  }

  private work(busy: boolean): void {
    this.busy = busy;
    this.submitter.classList.toggle("bu", busy);
  }

  private async post(): Promise<Comment> {
    const { d, draft, fields: { name, email, url }, task, trap } = this;
    const said = {
      page: d.page, url: address(), title: document.title, parent: task.parent?.id ?? null, body: this.text.value,
      author: name ? { name: name.value, email: email?.value || undefined, url: website(url?.value) } : undefined,
    };
    // The key belongs to these words: sent again, they are the same comment.
    const sent = JSON.stringify([said.body, said.author ?? d.keep.account!.sub]);
    if (draft.sent !== sent) Object.assign(draft, { sent, key: newKey(), email: said.author?.email });
    this.save();
    d.keep.writer = { ...d.keep.writer, name: name?.value, url: url?.value };
    const { comment } = await send<{ comment: Comment }>(d.api, "POST", "/v1/comments", { ...said, form: { hidden: trap.value, token: await this.token() } }, { key: draft.key, named: !name });
    d.keep.writer = { ...d.keep.writer, id: comment.author.id };
    return comment;
  }

  private async change(): Promise<Comment> {
    const { api, page } = this.d;
    return (await send<{ comment: Comment }>(api, "PATCH", `/v1/comments/${this.task.editing!.id}`, { page, body: this.text.value })).comment;
  }

  private failed(error: unknown): void {
    const { d, draft } = this, { code, status, field } = error as Partial<Problem>;
    const stale = code === "guest_invalid" || code === "idempotency_key_reused";
    const why = stale ? undefined : explain(error, d.words);
    if (code === "guest_invalid") store.remove(d.api.key); // somebody tampered with it: begin anew
    if (stale || why) { // it is not on the server
      draft.sent = draft.key = draft.email = undefined;
      this.save();
    }
    d.fail(error);
    const at = field?.replace("author.", "") ?? "";
    if (status === 401) return this.remark("lock", why!, button("", d.t("logIn"), () => login(d)));
    if (why) return void this.refuse({ [Object.hasOwn(this.fields, at) ? at : "body"]: why });
    this.unsent(status === 0);
  }

  /** Says that the text is still here, and waits for the network where that is what is missing. */
  private unsent(offline = true): void {
    const { d } = this;
    this.waiting = offline;
    const away = !navigator.onLine;
    this.remark(away ? "off" : "warn", d.t(away ? "offline" : "notSent"), button("", d.t("again"), () => void this.submit()));
  }

  /** Says why it is not sent, and what can be done. */
  private remark(drawing: "off" | "warn" | "lock", text: string, action: Node): void {
    this.state.replaceChildren(note(drawing === "warn" ? "e" : "a", drawing, text, action));
    this.state.hidden = false;
    this.d.say(text);
  }

  private close(): void {
    this.d.keep.keepDraft(this.place);
    this.task.done();
  }
}

/** The address that a reader means who leaves out how it begins. */
const website = (typed = ""): string | undefined => typed && !typed.includes("://") ? `https://${typed.trim()}` : typed || undefined;

/** A random name for one submit. crypto.randomUUID is missing on plain http. */
const newKey = (): string => Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36).padStart(7, "0")).join("");
