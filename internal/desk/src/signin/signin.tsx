import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { api } from "../api";
import { me } from "../app";
import type { Me } from "../types";
import { Button, TextField, useAsk, wordsOf } from "../ui";
import { Logo } from "../ui/icon";
import { t } from "../words";
import { cancelled, capable, device, makePasskey, signIn } from "./webauthn";

/** The one card of who is not signed in. */
export function Card({ title, text, children }: { title: string; text: string; children: ComponentChildren }): JSX.Element {
  return (
    <main class="signin">
      <section class="card" aria-labelledby="signin-title">
        <Logo />
        <div><h1 id="signin-title">{title}</h1><p class="muted">{text}</p></div>
        {children}
      </section>
    </main>
  );
}

/** Something that is done by one button: whether it is at work, what went wrong, and doing it. */
export function useDeed(): [busy: boolean, wrong: string, (deed: () => Promise<void>) => void] {
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const start = (deed: () => Promise<void>) => {
    setBusy(true);
    setWrong("");
    deed().catch((cause: unknown) => {
      if (cause instanceof DOMException && cause.name === "InvalidStateError") setWrong(t("passkey.exists"));
      else setWrong(cancelled(cause) ? t("signin.cancelled") : wordsOf(cause));
    }).finally(() => setBusy(false));
  };
  return [busy, wrong, start];
}

/** Signing in: with a passkey, or with a recovery code. */
export function SignIn(): JSX.Element {
  const [lost, setLost] = useState(false);
  return (
    <Card title={t(lost ? "recover" : "signin")} text={t(lost ? "recover.hint" : "signin.desk")}>
      {lost ? <Recover /> : <Passkey />}
      {!lost && <NewsroomAccount />}
      <button type="button" class="link small" onClick={() => setLost(!lost)}>{t(lost ? "signin.back" : "signin.lost")}</button>
    </Card>
  );
}

function Passkey(): JSX.Element {
  const [busy, wrong, start] = useDeed();
  if (!capable()) return <p class="error" role="alert">{t("signin.unsupported")}</p>;
  return (
    <>
      <Button kind="primary" large icon="key" busy={busy} onClick={() => start(async () => { me.value = await signIn(); })}>
        {t(busy ? "working" : "signin.passkey")}
      </Button>
      {wrong && <p class="error" role="alert">{wrong}</p>}
      <p class="hint">{t("signin.passkey.hint")}</p>
    </>
  );
}

/** The newsroom's own sign-in, where the server knows one, and what came of it. */
function NewsroomAccount(): JSX.Element | null {
  const asked = useAsk<{ accounts: boolean }>("signin", {});
  const [failed] = useState(() => /^#signin=\w+$/.test(location.hash));
  return (
    <>
      {asked.value?.accounts && <a class="button large" href="/v1/moderation/signin/account">{t("signin.account")}</a>}
      {failed && <p class="error" role="alert">{t("signin.account.failed")}</p>}
    </>
  );
}

function Recover(): JSX.Element {
  const [code, setCode] = useState("");
  const [missing, setMissing] = useState(false);
  const [busy, wrong, start] = useDeed();
  const submit = (event: Event) => {
    event.preventDefault();
    setMissing(!code.trim());
    if (code.trim()) start(async () => { me.value = await api.post<Me>("signin/recover", { code: code.trim() }); });
  };
  return (
    <form onSubmit={submit} noValidate>
      <TextField label={t("recover")} value={code} onInput={setCode} error={missing ? t("recover.none") : wrong || undefined} autocomplete="one-time-code" />
      <Button kind="primary" large type="submit" busy={busy}>{t(busy ? "working" : "recover.use")}</Button>
    </form>
  );
}

/** An invitation's link was opened: a passkey is made, and one is signed in. */
export function Invited({ secret, done }: { secret: string; done: () => void }): JSX.Element {
  const [name, setName] = useState(device);
  const [busy, wrong, start] = useDeed();
  const submit = (event: Event) => {
    event.preventDefault();
    start(async () => {
      me.value = await makePasskey(name.trim() || device(), secret);
      done();
    });
  };
  return (
    <Card title={t("invite")} text={t("invite.text")}>
      {capable() ? (
        <form onSubmit={submit} noValidate>
          <TextField label={t("passkey.name")} hint={t("passkey.name.hint")} value={name} onInput={setName} />
          <Button kind="primary" large icon="key" type="submit" busy={busy}>{t(busy ? "working" : "invite.make")}</Button>
          {wrong && <p class="error" role="alert">{wrong}</p>}
        </form>
      ) : <p class="error" role="alert">{t("signin.unsupported")}</p>}
    </Card>
  );
}
