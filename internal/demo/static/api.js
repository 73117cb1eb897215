// Requests to the API. A refusal is thrown as a Problem.

export const site = document.documentElement.dataset.site;

/** What this page is, for the first time that the server hears of it. */
const here = () => ({ url: location.origin + location.pathname, title: document.querySelector('h1').textContent });

/** Why a request was not fulfilled: a code of the API, or 'not_sent' when there was no answer. */
export class Problem extends Error {
  constructor({ code = 'internal', field = '', detail = '' }, retryAfter = 0) {
    super(detail || code);
    Object.assign(this, { code, field, retryAfter });
  }
}

async function call(method, path, { query, body, headers = {}, ...rest } = {}) {
  const url = '/v1/' + path + (query ? '?' + new URLSearchParams(query) : '');
  if (body) headers['Content-Type'] = 'application/json';
  let answer, data;
  try {
    answer = await fetch(url, { method, headers, body: body && JSON.stringify(body), ...rest });
    data = answer.status === 204 ? {} : await answer.json();
  } catch (cause) {
    throw new Problem({ code: 'not_sent', detail: String(cause) });
  }
  if (!answer.ok) throw new Problem(data, Number(answer.headers.get('Retry-After')));
  return data;
}

/** Comments of a page; revalidated each time, so that a reload shows what was written a second ago. */
export const list = (page, options) => call('GET', 'comments', { query: { site, page, ...options }, cache: 'no-cache' });

/** Posts a comment. The same key and content can be sent again without harm. */
export const post = (comment, key) =>
  call('POST', 'comments', { body: { site, ...here(), ...comment }, headers: { 'Idempotency-Key': key } });

export const edit = (id, page, guest, body) => call('PATCH', 'comments/' + id, { body: { site, page, guest, body } });
export const remove = (id, page, guest) => call('DELETE', 'comments/' + id, { body: { site, page, guest } });
export const preview = (body) => call('POST', 'preview', { body: { site, body } });
export const view = (page) =>
  call('POST', 'views', { body: { site, page, ...here() }, keepalive: true });

/** Numbers of several pages in one request. */
export const counts = (pages) => {
  const query = new URLSearchParams({ site });
  for (const page of pages) query.append('page', page);
  return call('GET', 'counts', { query });
};
