// A publisher's own server: pages of another origin than the API's, under the
// policies that a test wants, and the violations that browsers report of them.
import { once } from 'node:events';
import { createServer } from 'node:http';

export class Host {
  #pages = new Map();
  #server = createServer((q, r) => this.#answer(q, r));
  /** What browsers have reported of violated policies. */
  reports = [];

  /** Begins to serve, on a free port; returns the origin. */
  async start() {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.origin = `http://127.0.0.1:${this.#server.address().port}`;
    return this.origin;
  }

  /** Serves the body, a page unless the headers say otherwise, at path from now on; returns its address. */
  put(path, body, headers = {}) {
    this.#pages.set(path, { body, headers: { 'Content-Type': 'text/html; charset=utf-8', ...headers } });
    return this.origin + path;
  }

  async #answer(request, response) {
    const { pathname } = new URL(request.url, this.origin);
    if (pathname === '/reports') {
      let text = '';
      for await (const part of request.setEncoding('utf8')) text += part;
      this.reports.push(text);
      return response.writeHead(204).end();
    }
    if (pathname === '/favicon.ico') return response.writeHead(204).end(); // a browser asks once, whoever is first
    const page = this.#pages.get(pathname);
    if (!page) return response.writeHead(404).end();
    response.writeHead(200, page.headers).end(page.body);
  }

  stop() {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/**
 * The strictest policy that the widget promises to work under. Scripts and
 * styles come from the widget's address, all else from the API's.
 */
export const strict = (api) => [
  "default-src 'none'", `script-src ${api}/v1/widget/`, `style-src ${api}/v1/widget/`, `connect-src ${api}`, `img-src ${api}`,
  "require-trusted-types-for 'script'", 'trusted-types kibitz', 'report-uri /reports',
].join('; ');

/** A page as a publisher writes it. */
export const html = (body, { head = '', lang = 'en', title = 'A story', attributes = '' } = {}) => `<!doctype html>
<html lang="${lang}" ${attributes}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${head}
</head>
<body>
${body}
</body>
</html>`;
