// The part of ../api.ts that counting needs; build.mjs puts it in its place in
// the small file.

export { countsOf } from "../counts";

export class Api {
  constructor(
    readonly origin: string,
    readonly site: string,
  ) {}

  async get<T>(path: string, query: Record<string, string[]>): Promise<T> {
    const q = new URLSearchParams({ site: this.site });
    for (const name in query) for (const value of query[name]!) q.append(name, value);
    const answer = await fetch(`${this.origin}${path}?${q}`, { credentials: "omit" });
    if (!answer.ok) throw { code: `http_${answer.status}` };
    return answer.json();
  }
}

const apis: Record<string, Api> = {};

export function apiFor(origin: string, site: string): Api {
  return (apis[`${origin} ${site}`] ??= new Api(origin, site));
}
