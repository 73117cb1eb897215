// What all elements of kibitz.js have in common: they ask, and they speak.

import { type Api, apiFor } from "./api";
import { Host } from "./host";
import { type Key, type Words, english, wordsFor } from "./i18n";
import { script } from "./page";

const counted: Record<string, Key> = { comments: "countComments", views: "countViews" };

/** An element of ours; start is what it does. */
export abstract class KibitzElement extends Host {
  private spoken = english();

  get api(): Api {
    return apiFor(new URL(this.getAttribute("api") || script, script).origin, this.site);
  }
  set api(origin: Api | string) {
    this.setAttribute("api", String(origin));
  }

  /** The reader's language: English until [wording] was awaited. */
  get words(): Words {
    return this.spoken;
  }
  set words(template: Words | string) {
    this.setAttribute("words", String(template));
  }

  /** Resolves when words is the reader's language. It never rejects. Requests need not wait for it. */
  get wording(): Promise<unknown> {
    const { signal } = this;
    return wordsFor(this.tongue, script).then((words) => {
      if (!signal.aborted) this.spoken = words;
    });
  }

  /** A number in words: a template with {n}, ours where the template is "" and there are some, or none. */
  protected spell(n: number, template: string | null, of: string): string {
    const number = this.words.number(n), key = counted[of];
    return template ? template.replace("{n}", number) : key && template === "" ? this.words.t(key, { n }) : number;
  }

  /** Makes the shadow root, once, and puts it under these styles. A sheet of this kind needs no leave of the host's policy. */
  protected shadow(...css: string[]): ShadowRoot {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = css.map((text) => sheets[text] ??= sheet(text));
    return root;
  }
}

/** One sheet of each text, for all elements. */
const sheets: Record<string, CSSStyleSheet> = {};

function sheet(text: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}
