// An element's life.

import { here } from "./page";

/** The attributes of every element, besides theme, which only the styles read. */
const COMMON = ["site", "page", "api", "lang"];

/**
 * What starts when it is put into a document, and again when an attribute
 * changes; signal ends what an earlier start began.
 */
export abstract class Host extends HTMLElement {
  /** Aborted when the element is removed or starts anew. */
  signal!: AbortSignal;

  private life?: AbortController;

  /** Called when there is a site, and all attributes are as they will be. A rejection becomes kibitz:error. */
  protected abstract start(): Promise<void> | void;

  // Programs and frameworks may set attributes as properties; read, they are what the element makes of them.

  get site(): string {
    return this.getAttribute("site")!; // nothing starts without
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

  /** The tag of the language that is spoken around the element. */
  protected get tongue(): string {
    return this.closest<HTMLElement>("[lang]")?.lang || navigator.language;
  }

  connectedCallback(): void {
    void this.attributeChangedCallback();
  }

  disconnectedCallback(): void {
    this.life!.abort();
  }

  // Of several attributes that change together, the last one starts.
  async attributeChangedCallback(): Promise<void> {
    this.life?.abort();
    const { signal } = (this.life = new AbortController());
    this.signal = signal;
    await null;
    if (signal.aborted || !this.isConnected) return;
    try {
      if (!this.site) throw { code: "site_missing", detail: "No attribute site." };
      await this.start();
    } catch (error) {
      if (!signal.aborted) this.fail(error);
    }
  }

  /** Tells the page what happened. */
  emit(name: string, detail: object = {}): void {
    this.dispatchEvent(new CustomEvent(`kibitz:${name}`, { bubbles: true, composed: true, detail }));
  }

  /** Tells the page, and whoever develops it, what went wrong. */
  fail(error: unknown): void {
    const { code = "internal", detail = String(error) } = error as { code?: string; detail?: string };
    console.warn(this.localName, code, detail);
    this.emit("error", { code, detail });
  }
}

/** Makes an element known, unless another copy of the script did. */
export function define(name: string, element: CustomElementConstructor & { observedAttributes?: string[] }, ...attributes: string[]): void {
  if (customElements.get(name)) return;
  element.observedAttributes = [...COMMON, ...attributes];
  customElements.define(name, element);
}
