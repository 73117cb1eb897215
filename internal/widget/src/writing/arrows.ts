/** Lets the arrow keys go round among elements, as in a menu. */
export function arrows(e: KeyboardEvent, among: HTMLElement[]): void {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[e.key];
  if (!step) return;
  e.preventDefault();
  const rtl = e.key.length > 9 && (e.target as Element).closest("[dir=rtl]") ? -1 : 1; // ArrowLeft and ArrowRight turn
  among[(among.indexOf(e.target as HTMLElement) + step * rtl + among.length) % among.length]?.focus();
}
