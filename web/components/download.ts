/** Has the browser keep a text as a file. Nothing is opened: it is a download, whatever the text is. */
export function offerDownload(name: string, content: string, type: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
