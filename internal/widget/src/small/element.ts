// The part of ../element.ts that counting needs; build.mjs puts it in its place
// in the small file. It has no words: the attribute words must hold its own.

import { said } from "../counts";
import { Host } from "../host";
import { script } from "../page";

interface Api {
  origin: string;
  site: string;
  get<T>(path: string, query: { page: string[] }): Promise<T>;
}

export abstract class KibitzElement extends Host {
  declare wording: undefined;

  get api(): Api {
    const { origin } = new URL(this.getAttribute("api") || script, script), { site } = this;
    return {
      origin, site,
      get: async (path, { page }) =>
        said(await fetch(`${origin}${path}?${new URLSearchParams([["site", site], ...page.map((one) => ["page", one])])}`)),
    };
  }
  set api(origin: Api | string) {
    this.setAttribute("api", String(origin));
  }

  protected spell(n: number, template: string | null, _of: string): string {
    return (template || "{n}").replace("{n}", n.toLocaleString(this.tongue));
  }
}
