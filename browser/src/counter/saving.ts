// A file for the shop's own disk, made on this page: nothing of it passes by a server.

export const CSV = "text/csv;charset=utf-8";

/** `name` says nothing of a person: it stands in the list of downloads. */
export function saveFile(name: string, type: string, parts: readonly BlobPart[]): void {
  const address = URL.createObjectURL(new Blob([...parts], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // a slow disk has begun by then
}
