// The widget on a stranger's page: whatever comes out of the API, nothing of
// it runs, leaves the page, or changes what is the publisher's.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { attacks, own } from './attacks.mjs';
import { html, strict } from './host.mjs';
import { Stage } from './stage.mjs';
import { harm, watch } from './watch.mjs';

const BATCH = 100; // comments on a page, the most that the API lists at once
const chunks = (all, n) => Array.from({ length: Math.ceil(all.length / n) }, (_, i) => all.slice(i * n, (i + 1) * n));

/** Joins strings until they are long. */
const packed = (all, length) => all.reduce((out, one) => {
  if (out.length && out.at(-1).length + one.length < length) out.push(`${out.pop()} ${one}`);
  else out.push(one);
  return out;
}, []);

/** Runs fn for every item, a few at a time. */
const each = async (items, fn) => {
  const queue = items.entries();
  await Promise.all(Array.from({ length: 8 }, async () => { for (const [i, item] of queue) await fn(item, i); }));
};

const free = { 'Access-Control-Allow-Origin': '*' };
const problem = (words) => ({ type: words, title: words, status: 422, code: 'invalid', detail: words, field: words });

describe('the widget under attack', { timeout: 240_000 }, () => {
  let stage, page, all;

  before(async () => {
    stage = await Stage.open(`per-fetch=${BATCH}`, 'url=on', 'pages-per-address=100000', 'pages-per-site=100000');
    all = attacks(console.log);
    stage.host.put('/', html(`<h1 id="story">A story</h1>
      ${stage.element('view', 'page=/0 show')} ${stage.element('count', 'page=/0 words')}
      ${stage.element('top')} ${stage.element('reactions', 'page=/0')} ${stage.element('comments', 'page=/0 eager feed reactions')}
      <p name="kibitz">The end</p>`, { head: stage.script() }), { 'Content-Security-Policy': strict(stage.api) });
  });
  after(() => stage?.close());
  beforeEach(async () => {
    page = await stage.reader({ complain: false }); // refusals by our own policy are counted by the watcher
    await watch(page);
  });
  afterEach(() => page.context().close());

  const open = () => page.goto(stage.host.origin);
  const unharmed = async (what) => assert.deepEqual([...await harm(page), ...stage.host.reports.splice(0)], [], what);

  /** Lets the element show another page; resolves with the event that says how that went. */
  const turn = (to) => page.evaluate((to) => new Promise((resolve) => {
    const element = document.querySelector('body > kibitz-comments');
    const done = (e) => {
      for (const name of ['kibitz:ready', 'kibitz:error']) element.removeEventListener(name, done);
      resolve([e.type, e.detail.code]);
    };
    for (const name of ['kibitz:ready', 'kibitz:error']) element.addEventListener(name, done);
    element.page = to;
  }), to);
  const shown = () => page.locator('body > kibitz-comments [part~=comment]').count();

  /** Posts an attack in every field that takes it; a field that refuses it gets something harmless. */
  const post = async (attack, to) => {
    const author = { name: attack, url: attack };
    const comment = { page: to, url: stage.host.origin + to, title: attack, body: attack, author };
    for (;;) {
      const { status, body } = await stage.call('POST', '/v1/comments', comment, { 'Idempotency-Key': randomUUID() });
      if (status === 201) return body.comment;
      assert.ok(status < 500, `${status} for ${JSON.stringify(attack)}`);
      if (author.name === attack && /name/.test(body.field)) author.name = 'A';
      else if (author.url === attack && /url/.test(body.field)) author.url = '';
      else if (comment.title === attack && body.field === 'title') delete comment.title;
      else if (comment.body === attack && comment.title) comment.body = 'x';
      else assert.fail(`${JSON.stringify(attack)} is refused: ${JSON.stringify(body)}`);
    }
  };

  it('shows what was posted through the API', async () => {
    await each(all, (attack, i) => post(attack, `/${Math.floor(i / BATCH)}`));
    await open();
    let seen = 0;
    for (const i of chunks(all, BATCH).keys()) {
      assert.deepEqual(await turn(`/${i}`), ['kibitz:ready', undefined]);
      seen += await shown();
      await unharmed(`page ${i}`);
    }
    assert.equal(seen, all.length);
  });

  it('lists pages whose titles are attacks', async () => {
    const pages = [], titles = packed(all, 150);
    await each(titles, async (title, i) => {
      const to = `/title/${i}`;
      await post(title, to);
      const { body } = await stage.call('GET', `/v1/comments?site=paper&limit=1&page=${encodeURIComponent(to)}`);
      pages.push({ ...body.page, score: 1, pinned: false });
    });
    assert.ok(pages.some((p) => p.title.includes('<script>')), 'no title is an attack');
    await page.route('**/v1/top?*', (route) => route.fulfill({ json: { by: 'trending', window: '24h', pages }, headers: free }));
    await open();
    await page.locator('kibitz-top li a').nth(titles.length - 1).waitFor();
    await unharmed();
  });

  it('says what was refused in whatever words', async () => {
    const problems = [...own().map((one, i) => [problem(one), { ...problem('Refused.'), code: one }, { ...problem(one), field: 'author.name' }][i % 3]),
      problem(own()[10]), ...['constructor', '__proto__'].map((code) => ({ ...problem('Refused.'), code, field: code })), ...packed(all, 2000).map(problem)];
    let next = 0;
    const refuse = (route) => route.request().method() === 'POST'
      ? route.fulfill({ status: 422, json: problems[next++], contentType: 'application/problem+json', headers: free })
      : route.fallback();
    await open();
    await turn('/none');
    await page.route('**/v1/comments', refuse);
    await page.getByRole('button', { name: 'Write a comment…' }).click();
    await page.getByLabel('Display name').fill('Reader');
    await page.getByLabel('Comment', { exact: true }).fill('A text that is refused');
    const words = await page.locator('body > kibitz-comments').evaluate(async (element, n) => {
      const form = element.shadowRoot.querySelector('[part~=composer]'), words = new Set();
      for (let i = 0; i < n; i++) {
        const refused = new Promise((resolve) => element.addEventListener('kibitz:error', () => setTimeout(resolve), { once: true }));
        form.requestSubmit();
        await refused;
        words.add(form.textContent);
      }
      return [...words].join('');
    }, problems.length);
    assert.equal(next, problems.length);
    assert.ok(words.includes('<img src=x onerror=alert(1)>'), 'no problem was shown in its own words');
    await unharmed();
  });

  /** A comment that a hostile server sends; with another time it would not get so far. */
  const hostile = (attack, i) => ({
    id: `${attack}${i}`, parent: null, root: `${attack}${i}`, depth: attack, author: { id: attack, name: attack, url: attack, badge: i % 2 ? attack : '' },
    html: attack, status: 'published', created: new Date(0).toISOString(), edited: attack, votes: { up: attack, down: attack }, replies: attack, more: attack,
  });
  const listing = (some, to = '/0') => ({
    page: { page: to, title: some[0], url: some[0], comments: some.length, views: 1, visitors: 1, closed: false, reactions: Object.fromEntries(some.map((one) => [one, 1])) },
    comments: some.map(hostile), next: some[0], settings: { votes: 'updown', reactions: some, email: true, url: true, edit_window: 900, max_length: 5000 },
  });
  /** Answers every read out of what answer gives for the path and the query. */
  const serve = (answer) => page.route('**/v1/**', (route) => {
    const { pathname, searchParams } = new URL(route.request().url());
    if (pathname.startsWith('/v1/widget')) return route.fallback();
    return route.fulfill({ json: answer(pathname, searchParams), headers: free });
  });

  it('lets nothing through that a hostile server sends', async () => {
    const parts = chunks(all, BATCH);
    await serve((path, query) => {
      const some = parts[Number(query.get('page')?.slice(1)) || 0];
      if (path === '/v1/comments') return listing(some);
      if (path === '/v1/counts') return { counts: query.getAll('page').map(() => listing(all).page) };
      if (path === '/v1/top') return { by: some[0], window: some[0], pages: all.map((one) => ({ page: one, url: one, title: one, views: one, comments: one, score: one, pinned: one })) };
      return { votes: { [some[0]]: some[0] }, reaction: some[0], guest: some[0], html: some[0] };
    });
    await open();
    await page.locator('body > kibitz-reactions button').nth(all.length - 1).waitFor();
    await page.locator('kibitz-top li a').first().waitFor();
    let seen = 0;
    for (const i of parts.keys()) {
      const [type] = await turn(`/${i}`);
      if (type === 'kibitz:ready') seen += await shown();
      await unharmed(`page ${i}`);
    }
    assert.equal(seen, all.length);
  });

  it('survives answers of wrong types', async () => {
    const right = { ...listing([]), comments: [{ ...hostile('x', 0), created: new Date(0).toISOString(), votes: { up: 1, down: 0 }, replies: 0, edited: null, more: undefined }], next: null };
    const wrong = [null, -1e308, 'constructor', true, [null], { length: 9e9 }];
    const answers = wrong.flatMap((value) => [
      value,
      ...Object.keys(right).map((key) => ({ ...right, [key]: value })),
      ...Object.keys(right.page).map((key) => ({ ...right, page: { ...right.page, [key]: value } })),
      ...Object.keys(right.settings).map((key) => ({ ...right, settings: { ...right.settings, [key]: value } })),
      ...Object.keys(right.comments[0]).map((key) => ({ ...right, comments: [{ ...right.comments[0], [key]: value }] })),
      ...Object.keys(right.comments[0].author).map((key) => ({ ...right, comments: [{ ...right.comments[0], author: { ...right.comments[0].author, [key]: value } }] })),
    ]);
    await serve((path, query) => (path === '/v1/comments' ? answers[query.get('page').slice(1)] ?? right : { counts: [right.page], pages: [], votes: {}, reaction: null }));
    await open();
    await page.locator('body > kibitz-comments [part~=comment]').waitFor();
    const blank = await page.locator('body > kibitz-comments').evaluate(async (element, n) => {
      const blank = [];
      for (let i = 0; i < n; i++) {
        const settled = new Promise((resolve) => { for (const name of ['ready', 'error']) element.addEventListener(`kibitz:${name}`, () => setTimeout(resolve), { once: true }); });
        element.page = `/${i}`;
        await settled;
        if (!element.shadowRoot.querySelector('section')?.checkVisibility()) blank.push(i);
      }
      return blank;
    }, answers.length);
    assert.deepEqual(blank.map((i) => answers[i]), [], 'nothing to see for these answers');
    assert.deepEqual(await turn('/right'), ['kibitz:ready', undefined]);
    assert.equal(await shown(), 1);
    await unharmed();
  });
});
