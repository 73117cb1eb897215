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
  /** Resolves when words is the reader's language. It never rejects. Requests need not wait for it. */
  wording!: Promise<unknown>;

  private spoken = english();
  private life?: AbortController;
  private starting = false;

  /** Called when there is a site, and all attributes are as they will be. A rejection becomes kibitz:error. */
  protected abstract start(): Promise<void> | void;

  /** The reader's language: English until [wording] has come. */
  get words(): Words {
    return this.spoken;
  }

  get api(): Api {
    return apiFor(new URL(this.getAttribute("api") || script, script).origin, this.site);
  }

  get site(): string {
    return this.getAttribute("site") ?? "";
  }

  get page(): string {
    return this.getAttribute("page") || here();
  }

  connectedCallback(): void {
    // What was set before the element was known lies as a property of its own over ours.
    for (const name of Object.keys(this).filter((name) => name in this.constructor.prototype)) {
      const own = this as unknown as Record<string, unknown>, value = own[name];
      delete own[name];
      own[name] = value;
    }
    this.attributeChangedCallback();
  }

  disconnectedCallback(): void {
    this.life?.abort();
  }

  // Several attributes that change together are one start.
  attributeChangedCallback(): void {
    if (this.starting) return;
    this.starting = true;
    queueMicrotask(() => {
      this.starting = false;
      this.life?.abort();
      if (this.isConnected) void this.begin();
    });
  }

  /** Tells the page what happened. */
  emit(name: string, detail: object = {}): void {
    this.dispatchEvent(new CustomEvent(`kibitz:${name}`, { bubbles: true, composed: true, detail }));
  }

  /** Tells the page and whoever develops it what went wrong; that somebody left is no error. */
  fail(error: unknown): void {
    const { code = "internal", detail = String(error) } = error as { code?: string; detail?: string };
    console.warn(this.localName, code, detail);
    this.emit("error", { code, detail });
  }

  /** Makes the shadow root, once, under our styles. */
  protected shadow(...css: string[]): ShadowRoot {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = css.map(sheet);
    return root;
  }

  private async begin(): Promise<void> {
    this.life = new AbortController();
    const signal = (this.signal = this.life.signal);
    const lang = this.closest<HTMLElement>("[lang]")?.lang || navigator.language;
    this.wording = wordsFor(lang, script).then((words) => {
      if (!signal.aborted) this.spoken = words;
    });
    try {
      if (!this.site) throw { code: "site_missing", detail: "The attribute site is missing." };
      await this.start();
    } catch (error) {
      if (!signal.aborted) this.fail(error);
    }
  }
}

/**
 * Makes an element known, unless another copy of the script did. Each of its
 * attributes is a property too: set, it is the attribute; read, what the element makes of it.
 */
export function define(name: string, element: CustomElementConstructor & { observedAttributes?: string[] }, ...attributes: string[]): void {
  if (customElements.get(name)) return;
  element.observedAttributes = [...COMMON, ...attributes];
  for (const attribute of element.observedAttributes) {
    const property = attribute.replace(/-./g, ([, letter]) => letter!.toUpperCase());
    if (property in HTMLElement.prototype) continue;
    Object.defineProperty(element.prototype, property, {
      get: Object.getOwnPropertyDescriptor(KibitzElement.prototype, property)?.get ?? function (this: Element) { return this.getAttribute(attribute); },
      set(this: Element, value: unknown) {
        if (value == null || value === false) this.removeAttribute(attribute);
        else this.setAttribute(attribute, value === true ? "" : String(value));
      },
    });
  }
  customElements.define(name, element);
}
