// What is around every view: the top bar, the toast, the live region, the help.

import { useSignalEffect } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useErrorBoundary, useRef, useState } from "preact/hooks";
import { online } from "./api";
import { arrive, hush, learnName, may, me, nameOf, said, signOut, site, theme, themes, toast, toasted } from "./app";
import { bind, listen } from "./keys";
import { format, go, route } from "./route";
import { Account } from "./signin/account";
import { Invited, SignIn } from "./signin/signin";
import { Button, Dialog, Empty, Failed, wordsOf } from "./ui";
import { Icon, Logo } from "./ui/icon";
import { Queue, waiting } from "./queue/queue";
import { views, type View } from "./views";
import { language, number, t, type Key } from "./words";

const queue: View = { name: "queue", words: "nav.queue", letter: "q", role: "reader", show: Queue, count: waiting };

/** All sections, those that one's role sees. */
function sections(): View[] {
  return [queue, ...views].filter(({ role }) => may(role));
}

/** The secret of the invitation that led here. */
function invited(): string | undefined {
  return /^#invite=(.+)$/.exec(location.hash)?.[1];
}

/** The page. */
export function Desk(): JSX.Element {
  const [cause, setCause] = useState<unknown>();
  const [invite, setInvite] = useState(invited);
  const start = () => {
    setCause(undefined);
    arrive().catch((reason: unknown) => { if (me.value !== null) setCause(reason); });
  };
  useEffect(() => {
    listen();
    if (!invite) start();
    const opened = () => setInvite(invited());
    addEventListener("hashchange", opened);
    return () => removeEventListener("hashchange", opened);
  }, []);
  useSignalEffect(() => { document.title = t("desk"); });
  return (
    <>
      {invite ? <Invited secret={invite} done={() => { history.replaceState(null, "", location.pathname); setInvite(undefined); }} />
        : cause ? <main class="signin"><Failed cause={cause} again={start} /></main>
        : me.value === undefined ? <main class="signin" aria-busy="true" />
        : me.value === null ? <SignIn />
        : <SignedIn />}
      <Toast />
      <p class="hidden" role="status" aria-live="polite">{said.value}</p>
    </>
  );
}

function SignedIn(): JSX.Element {
  const [help, setHelp] = useState(false);
  const current = site.value;
  const all = sections();
  const view = all.find(({ name }) => name === route.value.view) ?? all[0];
  const account = route.value.view === "account";
  useEffect(() => bind({
    "?": () => setHelp(true),
    u: () => {
      const undo = toasted.value?.undo;
      if (!undo) return false;
      hush();
      undo();
      return true;
    },
    ...Object.fromEntries(all.map(({ name, letter }) => [`g ${letter}`, () => go(name)])),
  }), [current?.site, all.length]);
  useEffect(() => { for (const one of me.value?.sites ?? []) void learnName(one.site); }, [me.value]);
  useEffect(() => {
    const name = account ? "account" : view?.name;
    if (current && name && (route.value.site !== current.site || route.value.view !== name)) go(name, {}, { replace: true, site: current.site });
  }, [current?.site, view?.name, account]);
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById("main")?.focus(); }}>{t("skip")}</a>
      <TopBar view={account ? undefined : view} help={() => setHelp(true)} />
      <main id="main" tabIndex={-1}>
        {account ? <Account />
          : !current ? <Empty title={t("no.site")}><p>{t("no.site.hint")}</p></Empty>
          : view && <Guarded key={`${current.site} ${view.name}`}><view.show site={current} /></Guarded>}
      </main>
      {help && <Help sections={all} onClose={() => setHelp(false)} />}
    </>
  );
}

/** A view, or word that it failed: the rest of the page stays. */
function Guarded({ children }: { children: ComponentChildren }): JSX.Element {
  const [defect] = useErrorBoundary((cause) => console.error(cause));
  if (!defect) return <>{children}</>;
  return <div class="failed" role="alert"><p>{t("broken")}</p><Button onClick={() => location.reload()}>{t("reload")}</Button></div>;
}

function TopBar({ view, help }: { view: View | undefined; help: () => void }): JSX.Element {
  const here = site.value?.site ?? "";
  const nav = useRef<HTMLElement>(null);
  // On a narrow screen the sections scroll sideways, and the current one may be out of sight.
  useEffect(() => { nav.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }); }, [view?.name]);
  return (
    <header class="top">
      <Logo />
      <SiteChoice />
      <nav ref={nav} aria-label={t("nav")}>
        <ul>
          {sections().map(({ name, words, count: counted }) => {
            const count = counted?.();
            return (
              <li key={name}>
                <a href={format(here, name)} aria-current={name === view?.name ? "page" : undefined}>{t(words)}{count !== undefined && <span class="pill">{number(count)}</span>}</a>
              </li>
            );
          })}
        </ul>
      </nav>
      <div class="tools">
        <span class={online.value ? "live" : "live gone"}>{t(online.value ? "live" : "offline")}</span>
        <button type="button" class="quiet keys" onClick={help} aria-keyshortcuts="?"><kbd aria-hidden="true">?</kbd><span class="hidden">{t("help")}</span></button>
        <div class="languages" role="group" aria-label={t("language")}>
          {(["vi", "en"] as const).map((one) => (
            <button key={one} type="button" class="quiet" lang={one} aria-label={{ vi: "VI, Tiếng Việt", en: "EN, English" }[one]} aria-pressed={language.value === one} onClick={() => { language.value = one; }}>
              {one.toUpperCase()}
            </button>
          ))}
        </div>
        <ThemeChoice />
        <AccountMenu />
      </div>
    </header>
  );
}

function SiteChoice(): JSX.Element | null {
  const all = me.value?.sites ?? [];
  if (all.length < 2) return all[0] ? <span class="site">{nameOf(all[0])}</span> : null;
  return (
    <label class="site">
      <span class="hidden">{t("site")}</span>
      <select value={site.value?.site} onChange={(event) => go(route.value.view, {}, { site: event.currentTarget.value })}>
        {all.map((one) => <option key={one.site} value={one.site}>{nameOf(one)}</option>)}
      </select>
    </label>
  );
}

function ThemeChoice(): JSX.Element {
  const next = themes[(themes.indexOf(theme.value) + 1) % themes.length] ?? "auto";
  const words = `${t("theme")}: ${t(`theme.${theme.value}`)}`;
  return <button type="button" class="quiet" aria-label={words} title={words} onClick={() => { theme.value = next; }}><Icon name={theme.value} /></button>;
}

function AccountMenu(): JSX.Element {
  const leave = () => { signOut().catch((cause: unknown) => toast(wordsOf(cause), { wrong: true })); };
  return (
    <details class="account" onKeyDown={(event) => { if (event.key === "Escape") event.currentTarget.open = false; }}>
      <summary aria-label={`${t("account")}: ${me.value?.name}`}><Icon name="person" /></summary>
      <ul onClick={(event) => { event.currentTarget.closest("details")!.open = false; }}>
        <li class="name">{me.value?.name}</li>
        <li><a href={format(site.value?.site ?? "", "account")}>{t("account")}</a></li>
        <li><button type="button" onClick={leave}>{t("signout")}</button></li>
      </ul>
    </details>
  );
}

function Toast(): JSX.Element {
  const shown = toasted.value;
  return (
    <div class="toasts" role="status">
      {shown && (
        <div class={shown.wrong ? "toast wrong" : "toast"}>
          <span>{shown.text}</span>
          {shown.undo && <button type="button" onClick={() => { hush(); shown.undo?.(); }}>{t("undo")}<kbd aria-hidden="true">u</kbd></button>}
          <button type="button" aria-label={t("close")} onClick={hush}><Icon name="cross" /></button>
        </div>
      )}
    </div>
  );
}

const shortcutWords: readonly (readonly [keys: string, words: Key])[] = [
  ["j ↓", "help.next"], ["k ↑", "help.previous"], ["Enter", "help.open.one"],
  ["p", "do.publish"], ["r", "do.reject"], ["s", "do.spam"], ["d", "do.delete"], ["u", "undo"], ["x", "help.mark"], ["Shift+j Shift+k", "help.extend"], ["a", "help.author"], ["o", "help.page"],
  ["/", "help.search"], ["?", "help.help"], ["Esc", "help.close"],
];

function Help({ sections, onClose }: { sections: readonly View[]; onClose: () => void }): JSX.Element {
  const row = (keys: string, words: string) => <div key={keys}><dt>{keys.split(" ").map((key) => <kbd key={key}>{key}</kbd>)}</dt><dd>{words}</dd></div>;
  return (
    <Dialog title={t("help")} onClose={onClose}>
      <dl class="shortcuts">
        {shortcutWords.map(([keys, words]) => row(keys, t(words)))}
        {sections.map(({ letter, words }) => row(`g ${letter}`, t("help.go", { name: t(words) })))}
      </dl>
      <p class="hint">{t("help.off")}</p>
    </Dialog>
  );
}
