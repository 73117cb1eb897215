// A moderator at the dashboard: a browser with a passkey of its own.
import { Stage, site } from './stage.mjs';

/** A stage whose site lets every comment wait, unless the settings say otherwise. */
export async function newsroom(...settings) {
  const stage = await Stage.open('mode=all', ...settings);
  // Passkeys belong to names; the server's address has none.
  stage.desk = stage.api.replace('127.0.0.1', 'localhost');
  return stage;
}

/** Makes a link that lets somebody in. */
export function invitation(stage, name, role = 'moderator') {
  return stage.kibitz.command('moderator', 'add', site, '--name', name, '--role', role, '--url', stage.desk).trim();
}

/**
 * Opens a browser's page of a moderator who is not signed in yet, with a device
 * that makes passkeys. What must not happen in it is in page.complaints: errors,
 * dialogs, windows, what the page's policy forbids, and requests to others.
 */
export async function moderator(stage, options) {
  const context = await stage.browser.newContext({ locale: 'en-GB', serviceWorkers: 'block', viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints = (page.complaints = []);
  page.on('dialog', (d) => { complaints.push(`${d.type()}: ${d.message()}`); void d.dismiss(); });
  page.on('pageerror', (e) => complaints.push(String(e)));
  context.on('page', (p) => complaints.push(`a window opened at ${p.url()}`));
  context.on('request', (r) => { if (new URL(r.url()).origin !== stage.desk && !r.url().startsWith('blob:')) complaints.push(`${r.method()} ${r.url()}`); });
  await page.exposeFunction('tellViolation', (what) => complaints.push(what));
  await page.addInitScript(() => addEventListener('securitypolicyviolation', (e) => tellViolation(`policy ${e.violatedDirective} ${e.blockedURI} ${e.sample}`)));
  const device = await context.newCDPSession(page);
  await device.send('WebAuthn.enable');
  await device.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  return page;
}

/** Opens a page of a moderator who has just come by an invitation. */
export async function arrived(stage, name, { role, ...options } = {}) {
  const page = await moderator(stage, options);
  await page.goto(invitation(stage, name, role));
  await page.getByLabel('Name of this device').fill('office laptop');
  await page.getByRole('button', { name: 'Make a passkey' }).click();
  await page.getByRole('navigation', { name: 'Sections' }).waitFor();
  return page;
}
