// What a page may hand over, see docs/accounts.md.
declare var kibitzAccount: { token(site: string): string | null | undefined | Promise<string | null | undefined>; login?(): void } | undefined;
