// How moderators come in, and who does not: passkeys of a virtual authenticator
// in a real browser, pages of others, and the newsroom's own accounts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Issuer } from './issuer.mjs';
import { Stage, site } from './stage.mjs';

let stage, issuer, home;

before(async () => {
  issuer = new Issuer();
  await issuer.start();
  Object.assign(process.env, {
    KIBITZ_OIDC_ISSUER: issuer.url, KIBITZ_OIDC_CLIENT_ID: 'kibitz', KIBITZ_OIDC_ROLES: `editors=${site}:moderator`,
  });
  stage = await Stage.open();
  home = stage.api.replace('127.0.0.1', 'localhost');
});

after(async () => {
  await stage?.close();
  issuer?.stop();
});

const link = (name, ...more) => stage.kibitz.command('moderator', 'add', site, '--name', name, '--url', home, ...more).trim();

/** A moderator's browser, with an authenticator of its own. */
async function browser() {
  const context = await stage.browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  return { context, page, verified: (isUserVerified) => cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }) };
}

/** Comes in by a link. */
async function enter(page, address) {
  await page.goto(address);
  await page.getByRole('button', { name: 'Make a passkey' }).click();
  await page.getByRole('navigation').first().waitFor();
}

const button = (page) => page.getByRole('button', { name: 'Sign in with a passkey' });
const signedIn = (page) => page.evaluate(async () => (await fetch('/v1/moderation/me')).status === 200);

test('a link lets in once, then the passkey does', async () => {
  const { context, page } = await browser();
  const address = link('Minh', '--role', 'owner');
  await enter(page, address);
  assert.ok(!page.url().includes('invite'), 'the secret is out of the address');
  const [cookie] = await context.cookies();
  assert.equal(cookie.httpOnly, true);
  assert.equal(cookie.sameSite, 'Strict');

  await page.evaluate(() => fetch('/v1/moderation/me/session', { method: 'DELETE' }));
  await page.goto(`${home}/moderation/`);
  await button(page).click();
  await page.getByRole('navigation').first().waitFor();

  const other = await browser();
  await other.page.goto(address);
  await other.page.getByRole('button', { name: 'Make a passkey' }).click();
  await other.page.getByText('This link was used, or its time is over.').waitFor();
  await other.context.close();
  await context.close();
});

test('a recovery code lets in once', async () => {
  const { context, page } = await browser();
  await enter(page, link('Lan'));
  const codes = await page.evaluate(async () => (await (await fetch('/v1/moderation/me/recovery-codes', {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}',
  })).json()).codes);
  await context.clearCookies();
  const use = async () => {
    await page.goto(`${home}/moderation/`);
    await page.reload();
    await page.getByRole('button', { name: /recovery code/ }).click();
    await page.getByRole('textbox').fill(codes[0].toUpperCase());
    await page.getByRole('button', { name: 'Sign in', exact: true }).or(page.locator('form button[type=submit]')).first().click();
  };
  await use();
  await page.getByRole('navigation').first().waitFor();
  await context.clearCookies();
  await use();
  await page.getByText('This is no recovery code, or it was used.').waitFor();
  await context.close();
});

test('nobody comes in without the passkey, its owner, or in time', async () => {
  const { context, page, verified } = await browser();
  await enter(page, link('Nam'));
  await context.clearCookies();

  await verified(false); // somebody else holds the device
  await page.goto(`${home}/moderation/`);
  await page.reload();
  await button(page).click();
  await page.getByRole('alert').waitFor();
  assert.equal(await signedIn(page), false);
  await verified(true);

  // The whole answer, sent a second time by who heard it.
  const [sent] = await Promise.all([page.waitForRequest((r) => r.url().endsWith('/v1/moderation/signin') && r.method() === 'POST'), button(page).click()]);
  await page.getByRole('navigation').first().waitFor();
  await context.clearCookies();
  const again = await page.evaluate(async (body) => {
    const answer = await fetch('/v1/moderation/signin', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    return [answer.status, (await answer.json()).code];
  }, sent.postData());
  assert.deepEqual(again, [401, 'signin_failed']);

  // A page of another name, which asks the browser for our passkey.
  await page.goto(`${stage.api}/moderation/`); // the same server, by its address
  const refusal = await page.evaluate(() => navigator.credentials.get({ publicKey: { challenge: new Uint8Array(32), rpId: 'localhost', userVerification: 'required' } })
    .then(() => 'answered', (error) => error.name));
  assert.equal(refusal, 'SecurityError');
  await context.close();
});

test('other pages can neither frame, read nor decide', async () => {
  const { id } = await stage.post('/a', 'Stays');
  const { context, page } = await browser();
  await enter(page, link('Hoa', '--role', 'owner'));

  const evil = await context.newPage();
  await evil.goto(stage.host.put('/evil', '<!doctype html><title>Evil</title>'));
  const framed = await evil.evaluate(async (src) => {
    const frame = document.createElement('iframe');
    frame.src = src;
    document.body.append(frame);
    await new Promise((resolve) => { frame.onload = resolve; });
    try {
      return frame.contentDocument?.body?.textContent ?? 'blocked';
    } catch {
      return 'blocked';
    }
  }, `${home}/moderation/`);
  assert.match(framed, /^(blocked)?$/);
  const inside = evil.frames().find((f) => f !== evil.mainFrame());
  assert.equal(await inside.locator('nav').count(), 0, 'the dashboard shows in a frame');

  const tried = await evil.evaluate(async ({ at, name, comment }) => {
    const body = JSON.stringify({ site: name, ids: [comment], action: 'delete' });
    const outcomes = [];
    for (const [path, options] of [
      [`comments?site=${name}`, {}],
      ['me', {}],
      ['actions', { method: 'POST', body, headers: { 'Content-Type': 'application/json' } }],
      ['actions', { method: 'POST', body, headers: { 'Content-Type': 'text/plain' } }],
      ['actions', { method: 'POST', body, mode: 'no-cors' }],
    ]) {
      try {
        const answer = await fetch(`${at}/v1/moderation/${path}`, { credentials: 'include', ...options });
        outcomes.push(answer.type === 'opaque' ? 'opaque' : answer.status);
      } catch {
        outcomes.push('refused');
      }
    }
    const form = Object.assign(document.createElement('form'), { method: 'POST', action: `${at}/v1/moderation/actions`, enctype: 'text/plain', target: 'sink' });
    form.append(Object.assign(document.createElement('input'), { name: body.slice(0, -1) + ',"note":"', value: '"}' }));
    const sink = Object.assign(document.createElement('iframe'), { name: 'sink' });
    document.body.append(sink, form);
    const loaded = new Promise((resolve) => { sink.onload = resolve; });
    form.submit();
    await loaded;
    return outcomes;
  }, { at: home, name: site, comment: id });
  for (const outcome of tried) assert.ok(['refused', 'opaque', 401, 403, 415].includes(outcome), `a page of another site got ${outcome}`);
  const kept = await stage.call('GET', `/v1/comments/${id}?site=${site}`);
  assert.equal(kept.body.comment.status, 'published');
  assert.equal(await signedIn(page), true, 'and one is still signed in');
  await context.close();
});

test('the newsroom’s accounts come in as their groups may', async () => {
  const { context, page } = await browser();
  await page.goto(`${home}/moderation/`);
  await page.getByRole('link', { name: 'Newsroom account' }).click();
  await page.getByRole('navigation').first().waitFor();
  const me = await page.evaluate(async () => (await fetch('/v1/moderation/me')).json());
  assert.deepEqual([me.name, me.account, me.sites], ['Thu Hà', true, [{ site, role: 'moderator' }]]);

  issuer.claims.groups = ['sports'];
  await context.clearCookies();
  await page.goto(`${home}/moderation/`);
  await page.reload();
  await page.getByRole('link', { name: 'Newsroom account' }).click();
  await page.getByRole('alert').waitFor();
  assert.equal(await signedIn(page), false);
  await context.close();
});
