// What all elements have in common.

import { type Api, apiFor } from "./api";
import { sheet } from "./dom";
import { type Words, english, wordsFor } from "./i18n";
import { here, script } from "./page";

/** The attributes of every element, besides theme, which only the styles read. */
const COMMON = ["site", "page", "api", "lang"];

/**
 * An element of ours. It starts when it is put into a document, and again when
 * an attribute changes; signal ends what an earlier start began.
 */
export abstract class KibitzElement extends HTMLElement {
  /** Aborted when the element is removed or starts anew. */
  signal!: AbortSignal;
  /** The reader's language: English until [wording] has come. */
  words: Words = english();
  /** Resolves when words is the reader's language. It never rejects. Requests need not wait for it. */
  wording!: Promise<unknown>;

  private life = new AbortController();
  private starting = false;

  /** Called when there is a site, and all attributes are as they will be. A rejection becomes kibitz:error. */
  protected abstract start(): Promise<void> | void;

  get api(): Api {
    return apiFor(this.getAttribute("api")?.replace(/\/+$/, "") ?? new URL(script).origin, this.site);
  }
  /** A program may set the origin as a property, as frameworks do. */
  set api(origin: Api | string) {
    this.setAttribute("api", String(origin));
  }

  get site(): string {
    return this.getAttribute("site") ?? "";
  }
  set site(site: string) {
    this.setAttribute("site", site);
  }

  get page(): string {
    return this.getAttribute("page") || here();
  }
  set page(page: string) {
    this.setAttribute("page", page);
  }

  /** The tag of the language that applies here. */
  get language(): string {
    return this.closest<HTMLElement>("[lang]")?.lang || navigator.language;
  }

  connectedCallback(): void {
    for (const name of (this.constructor as typeof HTMLElement & { observedAttributes: string[] }).observedAttributes) {
      this.adoptProperty(name);
    }
    this.restart();
  }

  disconnectedCallback(): void {
    this.life.abort();
  }

  attributeChangedCallback(): void {
    if (this.isConnected) this.restart();
  }

  /** Tells the page what happened. */
  emit(name: string, detail: object = {}): void {
    this.dispatchEvent(new CustomEvent(`kibitz:${name}`, { bubbles: true, composed: true, detail }));
  }

  /** Tells the page and whoever develops it what went wrong; that somebody left is no error. */
  fail(error: unknown): void {
    if (this.signal.aborted) return;
    const { code = "internal", detail = String(error) } = error as { code?: string; detail?: string };
    console.warn(`<${this.localName}>`, code, detail);
    this.emit("error", { code, detail });
  }

  /** Makes the shadow root, once, under our styles. */
  protected shadow(...css: string[]): ShadowRoot {
    if (this.shadowRoot) return this.shadowRoot;
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = css.map(sheet);
    return root;
  }

  // Several attributes that change together are one start.
  private restart(): void {
    if (this.starting) return;
    this.starting = true;
    queueMicrotask(() => {
      this.starting = false;
      this.life.abort();
      if (this.isConnected) void this.begin();
    });
  }

  private async begin(): Promise<void> {
    this.life = new AbortController();
    const signal = (this.signal = this.life.signal);
    this.wording = wordsFor(this.language, script).then((words) => {
      if (!signal.aborted) this.words = words;
    });
    try {
      if (!this.site) throw { code: "site_missing", detail: "Write the site's id into the attribute site." };
      await this.start();
    } catch (error) {
      if (this.signal === signal) this.fail(error);
    }
  }

  // What was set before the element was known lies as a property of its own over ours.
  private adoptProperty(name: string): void {
    if (!Object.hasOwn(this, name)) return;
    const own = this as unknown as Record<string, unknown>;
    const value = own[name];
    delete own[name];
    own[name] = value;
  }
}

type Defined = CustomElementConstructor & { observedAttributes?: string[] };

/**
 * Makes an element known, unless another copy of the script did. Each of its
 * own attributes is a property too.
 */
export function define(name: string, element: Defined, ...attributes: string[]): void {
  if (customElements.get(name)) return;
  for (const attribute of attributes) {
    const property = attribute.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    if (property in element.prototype) continue;
    Object.defineProperty(element.prototype, property, {
      get(this: Element) { return this.getAttribute(attribute); },
      set(this: Element, value: unknown) {
        if (value == null || value === false) this.removeAttribute(attribute);
        else this.setAttribute(attribute, value === true ? "" : String(value));
      },
    });
  }
  element.observedAttributes = [...COMMON, ...attributes];
  customElements.define(name, element);
}
