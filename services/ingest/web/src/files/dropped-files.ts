import { isSystemFile } from '../domain/uploads/fingerprint';
import type { PickedFile } from './picked-file';

/** The files that were dropped or pasted; folders with all that lies in them. Throws DOMException when one cannot be read. */
export async function droppedFiles(transfer: DataTransfer): Promise<PickedFile[]> {
  // The items are only there until the event's handlers return, so each is asked before the first wait.
  const opened = Array.from(transfer.items)
    .filter(({ kind }) => kind === 'file')
    .map(open);
  return (await Promise.all(opened)).flat();
}

/** Handles where the browser gives them, because they outlive a reload; entries where it knows folders; else the file. */
async function open(item: DataTransferItem): Promise<PickedFile[]> {
  const [handle, entry, file] = [item.getAsFileSystemHandle?.(), item.webkitGetAsEntry(), item.getAsFile()];
  const held = await unlessWithheld(handle);
  if (held) return collect(filesOfHandle(held as FileSystemFileHandle | FileSystemDirectoryHandle));
  if (entry !== null) return collect(filesOfEntry(entry as FileSystemFileEntry | FileSystemDirectoryEntry));
  return file === null ? [] : [{ file }];
}

/** A browser may withhold the handle of a place that it guards; the files can be read all the same. */
async function unlessWithheld(handle: Promise<FileSystemHandle | null> | undefined): Promise<FileSystemHandle | null> {
  try {
    return (await handle) ?? null;
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

async function* filesOfHandle(handle: FileSystemFileHandle | FileSystemDirectoryHandle): AsyncGenerator<PickedFile> {
  if (handle.kind === 'file') {
    yield { file: await handle.getFile(), handle };
    return;
  }
  for await (const child of handle.values()) {
    if (!isSystemFile(child.name)) yield* filesOfHandle(child as FileSystemFileHandle | FileSystemDirectoryHandle);
  }
}

async function* filesOfEntry(entry: FileSystemFileEntry | FileSystemDirectoryEntry): AsyncGenerator<PickedFile> {
  if (isFile(entry)) {
    yield { file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) };
    return;
  }
  for await (const child of childrenOf(entry)) if (!isSystemFile(child.name)) yield* filesOfEntry(child);
}

/** A reader gives its entries in portions; an empty one is the end. */
async function* childrenOf(folder: FileSystemDirectoryEntry) {
  const reader = folder.createReader();
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (portion.length === 0) return;
    yield* portion as (FileSystemFileEntry | FileSystemDirectoryEntry)[];
  }
}

function isFile(entry: FileSystemFileEntry | FileSystemDirectoryEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

async function collect(files: AsyncIterable<PickedFile>): Promise<PickedFile[]> {
  const found: PickedFile[] = [];
  for await (const file of files) found.push(file);
  return found;
}
