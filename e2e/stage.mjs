// What every test of the widget needs: a server with a site, the pages of a
// publisher who embeds it, and a browser in which somebody reads them.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { Host } from './host.mjs';
import { Kibitz } from './kibitz.mjs';

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export const site = 'paper';

/** Starts Chromium, with more of Playwright's options. */
export const launch = (options) =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags, ...options });

export class Stage {
  #readers = 0;

  /** Opens a stage, the site with these settings besides limits, form and signs off. */
  static async open(...settings) {
    const stage = new Stage();
    stage.kibitz = new Kibitz();
    stage.host = new Host();
    try {
      await stage.host.start();
      stage.api = new URL(await stage.kibitz.start()).origin;
      stage.kibitz.command('site', 'add', site, `origins=${stage.host.origin}`, 'limits=off', 'form=off', 'signs=off', ...settings);
      stage.browser = await launch();
    } catch (error) {
      await stage.close();
      throw error;
    }
    return stage;
  }

  async close() {
    await this.browser?.close();
    this.host.stop();
    await this.kibitz.remove();
  }

  /** The tag that loads the widget, with more attributes or another file. */
  script(attributes = 'async', file = 'kibitz.js') {
    return `<script src="${this.api}/v1/widget/${file}" ${attributes}></script>`;
  }

  /** An element with the site's name and these attributes. */
  element(name = 'comments', attributes = '', inside = '') {
    return `<kibitz-${name} site="${site}" api="${this.api}" ${attributes}>${inside}</kibitz-${name}>`;
  }

  /**
   * Opens a browser's page of a reader of his own: no shared storage, another
   * agent. What went wrong in it is in page.complaints: errors, warnings,
   * dialogs, popups, and requests to others than the publisher and the API.
   */
  async reader({ complain = true, ...options } = {}) {
    const context = await this.browser.newContext({
      locale: 'en-GB', serviceWorkers: 'block',
      userAgent: `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.${++this.#readers} Safari/537.36`, ...options,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const complaints = (page.complaints = []);
    page.asked = []; // every request, as "GET /path?query"
    context.on('page', (p) => complaints.push(`a window opened at ${p.url()}`));
    page.on('dialog', (d) => { complaints.push(`${d.type()}: ${d.message()}`); void d.dismiss(); });
    page.on('pageerror', (e) => complaints.push(String(e)));
    page.on('console', (m) => complain && ['error', 'warning'].includes(m.type()) && complaints.push(`${m.type()}: ${m.text()}`));
    context.on('request', (r) => {
      const { origin, pathname, search } = new URL(r.url());
      if (origin === this.api) page.asked.push(`${r.method()} ${pathname}${search}`);
      else if (origin !== this.host.origin) complaints.push(`${r.method()} ${r.url()}`);
    });
    return page;
  }

  /** Asks the API as a program would. */
  async call(method, path, body, headers = {}) {
    const answer = await fetch(this.api + path, {
      method, headers: { ...(body && { 'Content-Type': 'application/json' }), ...headers }, body: body && JSON.stringify({ site, ...body }),
    });
    return { status: answer.status, body: answer.status === 204 ? undefined : await answer.json() };
  }

  /** Posts a comment, published or held; returns it. */
  async post(page, body, { name = 'Reader', parent = null, ...more } = {}) {
    const answer = await this.call('POST', '/v1/comments', { page, parent, body, author: { name }, ...more });
    assert.ok(answer.status === 201 || answer.status === 202, JSON.stringify(answer.body));
    return answer.body.comment;
  }

  /** Posts n numbered comments. */
  async fill(page, n, about = 'Comment') {
    for (let i = 1; i <= n; i++) await this.post(page, `${about} ${i}`, { name: `Reader ${i}` });
  }
}
