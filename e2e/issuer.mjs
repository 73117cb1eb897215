// A newsroom's own sign-in: an OpenID Connect issuer that knows one person and
// asks nothing. It holds the client to the code flow with PKCE.
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer } from 'node:http';

const base64url = (data) => Buffer.from(data).toString('base64url');

export class Issuer {
  /** Of the person: what the ID token says besides what each has. */
  claims = { sub: '17', name: 'Thu Hà', groups: ['editors'] };
  #codes = new Map();
  #keys = generateKeyPairSync('rsa', { modulusLength: 2048 });

  async start() {
    this.server = createServer((request, response) => this.#answer(request, response));
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${this.server.address().port}`;
  }

  stop() {
    this.server?.closeAllConnections();
    this.server?.close();
  }

  async #answer(request, response) {
    const { pathname, searchParams: asked } = new URL(request.url, this.url);
    const json = (value, status = 200) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
    switch (pathname) {
      case '/.well-known/openid-configuration':
        return json({
          issuer: this.url, authorization_endpoint: `${this.url}/auth`, token_endpoint: `${this.url}/token`, jwks_uri: `${this.url}/keys`,
          response_types_supported: ['code'], subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['RS256'],
        });
      case '/keys':
        return json({ keys: [{ ...this.#keys.publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256', use: 'sig' }] });
      case '/auth': {
        const code = randomUUID();
        this.#codes.set(code, asked);
        const back = new URL(asked.get('redirect_uri'));
        back.search = new URLSearchParams({ code, state: asked.get('state') });
        return response.writeHead(302, { Location: back.href }).end();
      }
      case '/token': {
        let body = '';
        for await (const part of request) body += part;
        const form = new URLSearchParams(body), began = this.#codes.get(form.get('code'));
        this.#codes.delete(form.get('code'));
        const challenge = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
        if (!began || began.get('code_challenge') !== challenge || began.get('redirect_uri') !== form.get('redirect_uri')) return json({ error: 'invalid_grant' }, 400);
        const now = Math.floor(Date.now() / 1000);
        const text = [{ alg: 'RS256', kid: 'k' }, { iss: this.url, aud: 'kibitz', nonce: began.get('nonce'), iat: now, exp: now + 60, ...this.claims }]
          .map((part) => base64url(JSON.stringify(part))).join('.');
        const token = `${text}.${base64url(sign('sha256', text, this.#keys.privateKey))}`;
        return json({ access_token: 'x', token_type: 'Bearer', id_token: token });
      }
    }
    return json({ error: 'not_found' }, 404);
  }
}
