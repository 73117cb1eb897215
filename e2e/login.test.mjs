// The publisher's accounts in the widget: who is logged in writes under the
// account's name, who is not is asked to log in, and nothing typed is lost.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { html } from './host.mjs';
import { site, Stage } from './stage.mjs';
import { Visit } from './states.mjs';

const members = 'members'; // a site on which only accounts write
let stage;
const secrets = {};

before(async () => {
  stage = await Stage.open();
  stage.kibitz.command('site', 'add', members, `origins=${stage.host.origin}`, 'limits=off', 'form=off');
  for (const name of [site, members]) secrets[name] = stage.kibitz.command('site', 'accounts', name, '--hs256').trim().split('\n').at(-1).trim();
  stage.kibitz.command('site', 'set', members, 'accounts=required');
});
after(() => stage.close());

/** A token as the publisher's backend signs it. */
function token(claims = {}) {
  const { aud = site } = claims, now = Math.floor(Date.now() / 1000), part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ iss: stage.host.origin, aud: site, iat: now, exp: now + 600, sub: '17', name: 'Nguyễn Lệ', ...claims })}`;
  return `${text}.${createHmac('sha256', secrets[aud]).update(text).digest('base64url')}`;
}

/** A reader on a page whose token() gives these tokens, the last one for ever; login() is counted. */
async function visit(...tokens) {
  const page = await stage.reader();
  await page.addInitScript((tokens) => {
    const own = [...tokens];
    window.logins = window.asked = 0;
    window.kibitzAccount = {
      token: async () => { window.asked++; return own.length > 1 ? own.shift() : own[0]; },
      login: () => { window.logins++; },
    };
    window.becomes = (...now) => own.splice(0, own.length, ...now);
  }, tokens);
  return new Visit(stage, page);
}

/** Says that the reader has logged in or out, and waits until the discussion has begun anew. */
const changed = ({ page }) => page.evaluate(() => new Promise((resolve) => {
  addEventListener('kibitz:ready', resolve, { once: true });
  dispatchEvent(new Event('kibitz:account'));
}).then(() => undefined));

test('who is logged in writes, votes and reacts under the account’s name', async () => {
  const v = await visit(token());
  await v.open('/logged-in');
  await v.write('From my account.');
  assert.match(await v.composer.textContent(), /You are writing as Nguyễn Lệ\./);
  assert.equal(await v.composer.locator('label').count(), 0, 'no field to fill in');
  await v.submit();
  await v.composer.waitFor({ state: 'detached' });
  assert.equal(await v.first.locator('[part~=author]').textContent(), 'Nguyễn Lệ');
  assert.equal(await v.first.locator('[part~=badge]').textContent(), 'You');
  await v.page.locator('kibitz-reactions button').first().click();
  await v.first.getByRole('button', { name: 'Agree', exact: true }).click();
  const me = { Authorization: `Account ${token()}` };
  await assertSoon(async () => {
    const { body } = await stage.call('GET', `/v1/votes?site=${site}&page=/logged-in`, undefined, me);
    return Object.values(body.votes)[0] === 1 && body.reaction;
  });

  // The same account elsewhere is the same reader; somebody else's is not.
  const other = await visit(token({ name: 'Lệ' }));
  await other.open('/logged-in');
  await other.first.locator('[aria-pressed=true]').waitFor();
  await other.page.locator('kibitz-reactions [aria-pressed=true]').waitFor();
  const stranger = await visit(token({ sub: '18' }));
  await stranger.open('/logged-in');
  await stranger.page.locator('kibitz-reactions button').first().waitFor();
  assert.equal(await stranger.page.locator('[aria-pressed=true]').count(), 0);
  assert.equal(await v.page.evaluate(() => window.asked), 1, 'asked once for a page');
  assert.equal(await v.page.evaluate((name) => Object.keys(localStorage).filter((key) => key.startsWith(name)).length, 'kibitz:guest'), 0, 'no guest was made');
  for (const { page } of [v, other, stranger]) assert.deepEqual(page.complaints, []);
});

test('a token that is over is replaced, and the comment is sent once', async () => {
  const over = token({ iat: Math.floor(Date.now() / 1000) - 1200, exp: Math.floor(Date.now() / 1000) - 600 });
  const page = await stage.reader({ complain: false }); // the browser tells of each 401
  const v = new Visit(stage, page);
  await page.addInitScript((tokens) => { window.kibitzAccount = { token: () => tokens.shift() ?? '' }; }, [token(), over, token()]);
  await v.open('/over');
  await changed(v); // from now on it is the one that is over
  await v.write('Written over a long lunch.');
  await v.submit();
  await v.composer.waitFor({ state: 'detached' });
  assert.equal(await v.first.locator('[part~=author]').textContent(), 'Nguyễn Lệ');
  const { body } = await stage.call('GET', `/v1/comments?site=${site}&page=/over`);
  assert.equal(body.comments.length, 1);

  // While the next is written the login ends on the publisher's site too: the text stays, and a login is offered.
  await page.evaluate((now) => { window.kibitzAccount.token = () => now; }, token());
  await changed(v);
  await page.route('**/v1/comments', (route) => (route.request().method() === 'POST' ? route.fulfill({
    status: 401, headers: { 'Access-Control-Allow-Origin': '*' }, contentType: 'application/problem+json', body: '{"status":401,"code":"token_expired","detail":""}',
  }) : route.fallback()));
  await v.write('Written over a longer one.');
  await page.evaluate(() => { window.kibitzAccount.token = () => ''; });
  await v.submit();
  await v.composer.getByText('Your login is over').waitFor();
  assert.equal(await v.composer.locator('textarea').inputValue(), 'Written over a longer one.');
  await v.composer.getByRole('button', { name: 'Log in' }).waitFor();
});

test('without an account where one is required, there is a login in place of the form', async () => {
  const earlier = await stage.call('POST', '/v1/comments', { site: members, page: '/required', body: 'From before.' }, { Authorization: `Account ${token({ aud: members, sub: '1' })}` });
  assert.equal(earlier.status, 201);
  const v = await visit('');
  await v.open('/required', { of: members });
  await v.page.evaluate(() => addEventListener('kibitz:login', () => { window.told = true; }));
  await v.box.locator('[part~=composer-open]').click();
  const login = v.box.getByRole('button', { name: 'Log in' });
  await login.waitFor();
  assert.ok(await login.evaluate((b) => b.getRootNode().activeElement === b), 'the focus is on the login');
  await login.click();
  assert.deepEqual(await v.page.evaluate(() => [window.logins, window.told]), [1, true]);
  await v.first.getByRole('button', { name: 'Reply' }).click();
  await v.first.getByText('Log in to take part').waitFor();

  // The reader logs in without leaving the page, writes, and logs out again.
  await v.page.evaluate((now) => window.becomes(now), token({ aud: members }));
  await changed(v);
  await v.write('Now I may.');
  await v.submit();
  await v.composer.waitFor({ state: 'detached' });
  assert.equal(await v.box.getByText('You', { exact: true }).count(), 1);
  await v.page.evaluate(() => window.becomes(''));
  await changed(v);
  await v.box.getByText('From before.').waitFor();
  assert.equal(await v.box.getByText('You', { exact: true }).count(), 0, 'the next person at this browser is somebody else');
  assert.deepEqual(v.page.complaints, []);
});

test('where a verified telephone number is required, an account without one is asked for it in place of the form', async () => {
  stage.kibitz.command('site', 'set', members, 'accounts=verified');
  try {
    const known = { Authorization: `Account ${token({ aud: members, sub: '1', phone_number_verified: true })}` };
    await assertSoon(async () => {
      const { body } = await stage.call('GET', `/v1/comments?site=${members}&page=/verified`);
      return body.settings.accounts === 'verified';
    });
    assert.equal((await stage.call('POST', '/v1/comments', { site: members, page: '/verified', body: 'Known here.' }, known)).status, 201);
    const v = await visit(token({ aud: members }));
    await v.open('/verified', { of: members });
    await v.box.locator('[part~=composer-open]').click();
    await v.box.getByText('Verify the telephone number of your account').waitFor();
    assert.equal(await v.box.locator('form').count(), 0);

    await v.page.evaluate((now) => window.becomes(now), token({ aud: members, phone_number_verified: true }));
    await changed(v);
    await v.write('Now mine is known too.');
    await v.submit();
    await v.composer.waitFor({ state: 'detached' });
    assert.deepEqual(v.page.complaints, []);
  } finally {
    stage.kibitz.command('site', 'set', members, 'accounts=required');
  }
});

test('guests beside accounts may log in or not; a backend that does not answer keeps nobody from reading', async () => {
  const v = await visit('');
  await v.open('/beside');
  await v.write('As a guest.', 'Khách');
  await v.composer.getByRole('button', { name: 'Log in' }).waitFor();
  await v.submit();
  await v.composer.waitFor({ state: 'detached' });
  assert.equal(await v.first.locator('[part~=author]').textContent(), 'Khách');
  assert.deepEqual(v.page.complaints, []);

  const page = await stage.reader({ complain: false }); // what went wrong is told to whoever develops the page
  await page.clock.install();
  await page.addInitScript(() => { window.kibitzAccount = { token: () => new Promise(() => undefined) }; });
  await page.goto(stage.host.put('/hangs', html(`<main>${stage.element('comments', 'page="/beside" eager')}</main>`, { head: stage.script() })));
  await assertSoon(async () => {
    await page.clock.runFor(1000);
    return page.locator('kibitz-comments').getByText('As a guest.').isVisible();
  });
});

/** Fails unless the question is answered with yes within a while. */
async function assertSoon(ask) {
  for (let tries = 0; tries < 100; tries++) {
    if (await ask()) return;
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  assert.fail(`not within five seconds: ${ask}`);
}
