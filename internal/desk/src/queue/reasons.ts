// What checks and reports say, in the moderator's language. The server says it in
// English; a sentence that is not known here is shown as it came.

import { t, type Key } from "../words";

const sentences: readonly (readonly [pattern: RegExp, words: Key])[] = [
  [/^every comment waits for a moderator$/, "why.all"],
  [/^every comment on this page waits for a moderator$/, "why.page"],
  [/^the author has (?<n>\d+) of the (?<of>\d+) published comments/, "why.first"],
  [/^the form's hidden field was filled in$/, "why.form"],
  [/^it did not come by the form: a program sent it$/, "why.program"],
  [/^its form was opened on another page, or by a program$/, "why.elsewhere"],
  [/^sent (?<n>[\d.]+) seconds after the form was opened, faster than people write$/, "why.fast"],
  [/^sent (?<n>\d+) hours after the form was opened$/, "why.late"],
  [/^names a blocked address$/, "why.blocked"],
  [/^shortened links hide where they lead$/, "why.short"],
  [/^(?<n>\d+) links; up to (?<of>\d+) are published at once$/, "why.links"],
  [/^has a telephone number or a chat address$/, "why.contact"],
  [/^not in a first comment$/, "why.known"],
  [/^nearly all in capitals$/, "why.capitals"],
  [/^one character (?<n>\d+) times on end$/, "why.run"],
  [/^one line (?<n>\d+) times$/, "why.lines"],
  [/^one word is more than half of (?<n>\d+)$/, "why.word"],
  [/^words of the rule (?<rule>.+), lists of version (?<n>\d+)$/, "why.rule"],
  [/^the author's history could not be read$/, "why.unread"],
  [/^the author wrote (?<n>\d+) comments before it in ten minutes$/, "why.burst"],
  [/^a new author, and (?<n>\d+) comments came from the network address/, "why.crowd"],
  [/^the same text was sent before(?:, (?<n>\d+) times)? today$/, "why.same"],
  [/^not trusted: (?<n>\d+) of the author's latest comments are withheld$/, "why.distrust"],
  [/^not trusted: the author has (?<n>\d+) of (?<of>\d+) published comments$/, "why.stranger"],
  [/^trusted: /, "why.trusted"],
  [/^words with letters of several scripts$/, "why.disguise"],
  [/^(?<n>\d+) of (?<of>\d+) letters are of other scripts than (?<scripts>.+)$/, "why.scripts"],
  [/^the lists of words could not be read$/, "why.words"],
  [/^what moderators decided could not be read$/, "why.model"],
  [/^the author is banned(?<more>.*)$/, "why.ban.author"],
  [/^the network address is banned(?<more>.*)$/, "why.ban.address"],
  [/^the e-mail address is banned(?<more>.*)$/, "why.ban.email"],
  [/^e-mail addresses at (?<domain>\S+) are banned(?<more>.*)$/, "why.ban.domain"],
  [/^(?<n>\d+)% likely to be taken away, by (?<of>\d+) decisions$/, "why.learned"],
];

const byTrust = "; the author is trusted";

/** The words for a reason of the trace. */
export function reasonWords(reason: string): string {
  if (reason.endsWith(byTrust)) return `${reasonWords(reason.slice(0, -byTrust.length))}; ${t("why.passed")}`;
  for (const [pattern, words] of sentences) {
    const found = pattern.exec(reason);
    if (found) return t(words, { ...found.groups });
  }
  return reason;
}

/** Why a comment is rejected, for the audit log: keys 1 to 6. */
export const rejections: readonly Key[] = ["reason.abuse", "reason.spam", "reason.false", "reason.illegal", "reason.topic", "reason.other"];
