/** Hands a text to the person's downloads as a file. */
export function saveText(name: string, text: string, type: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  // The browser has taken what it needs when the click is over, but Safari asks a moment later.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
