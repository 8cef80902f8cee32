import { isAbort } from '../api/problem';
import { isSystemFile } from '../domain/uploads/fingerprint';

/** A file that the user gave, and where the browser has one, a handle that opens it again after a reload. */
export interface PickedFile {
  file: File;
  handle?: FileSystemFileHandle;
}

/** Lets the user choose files through a dialog that gives handles; `undefined` where the browser has none. */
export async function pickFiles(): Promise<PickedFile[] | undefined> {
  if (window.showOpenFilePicker === undefined) return undefined;
  try {
    const handles = await window.showOpenFilePicker({ multiple: true });
    return await Promise.all(handles.map(async (handle) => ({ file: await handle.getFile(), handle })));
  } catch (error) {
    // The dialog was closed.
    if (isAbort(error)) return [];
    throw error;
  }
}

/** The files of an `<input type="file">`; of a folder without what the system keeps in it. */
export function filesOf(input: HTMLInputElement): PickedFile[] {
  const files = Array.from(input.files ?? [], (file) => ({ file }));
  return input.webkitdirectory ? files.filter(({ file }) => !isSystemFile(file.name)) : files;
}
