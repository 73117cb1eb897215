// The paper's own script: light or dark, copying the address, and the lists'
// titles in the page's language. The pages read without it.
(() => {
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  // Storage may be forbidden; then the choice lasts as long as the page.
  const remembered = (() => { try { return localStorage.getItem('theme'); } catch { return null; } })();
  if (remembered === 'light' || remembered === 'dark') root.dataset.theme = remembered;

  const flip = () => {
    root.dataset.theme = (root.dataset.theme ?? (dark.matches ? 'dark' : 'light')) === 'dark' ? 'light' : 'dark';
    try { localStorage.setItem('theme', root.dataset.theme); } catch { /* as above */ }
  };

  const copy = async (button) => {
    await navigator.clipboard.writeText(location.origin + location.pathname);
    button.parentElement.querySelector('[role=status]').textContent = button.dataset.copy;
    button.querySelector('span').textContent = button.dataset.copy;
  };

  // A list knows a page by the title that it was first seen with; the links
  // that this page wrote into the list say it in the page's own language.
  document.addEventListener('kibitz:loaded', ({ target }) => {
    if (target.localName !== 'kibitz-top') return;
    const own = new Map([...target.querySelectorAll('a')].map((a) => [a.dataset.page, a]));
    for (const link of target.shadowRoot.querySelectorAll('[part=link]')) {
      const a = own.get(new URL(link.href).pathname);
      if (!a) continue;
      link.href = a.href;
      link.textContent = a.textContent;
    }
  });

  document.addEventListener('DOMContentLoaded', () => {
    for (const button of document.querySelectorAll('[data-theme-switch]')) {
      button.hidden = false;
      button.addEventListener('click', flip);
    }
    if (!navigator.clipboard) return; // on plain http there is none
    for (const button of document.querySelectorAll('[data-copy]')) {
      button.hidden = false;
      button.addEventListener('click', () => copy(button));
    }
  });
})();
