import { describe, expect, it } from 'vitest';
import { droppedFiles } from '../../src/files/dropped-files';

const PORTION = 2;

/** A folder as its content by name; a file is its own content. */
interface Tree {
  [name: string]: Tree | string;
}

function fileHandle(name: string, content: string) {
  return { kind: 'file', name, getFile: async () => new File([content], name) };
}

function handleOf(name: string, node: Tree | string): unknown {
  if (typeof node === 'string') return fileHandle(name, node);
  return {
    kind: 'directory',
    name,
    values: async function* () {
      for (const [child, content] of Object.entries(node)) yield handleOf(child, content);
    },
  };
}

function entryOf(name: string, node: Tree | string): unknown {
  if (typeof node === 'string') {
    return { isFile: true, name, file: (resolve: (file: File) => void) => resolve(new File([node], name)) };
  }
  return { isFile: false, name, createReader: () => readerOf(Object.entries(node)) };
}

function readerOf(left: [string, Tree | string][]) {
  return {
    readEntries: (resolve: (entries: unknown[]) => void) =>
      resolve(left.splice(0, PORTION).map(([name, node]) => entryOf(name, node))),
  };
}

function transfer(...items: object[]): DataTransfer {
  return { items } as unknown as DataTransfer;
}

function item(members: object): object {
  return { kind: 'file', webkitGetAsEntry: () => null, getAsFile: () => null, ...members };
}

const tree: Tree = { 'a.jpg': 'a', 'b.jpg': 'b', '.DS_Store': '', deep: { 'c.jpg': 'c', deeper: { 'd.jpg': 'd' } } };
const names = async (given: DataTransfer) => (await droppedFiles(given)).map(({ file }) => file.name);

describe('what was dropped', () => {
  it('is walked through to its last folder, without the system’s own files', async () => {
    const byHandle = transfer(item({ getAsFileSystemHandle: async () => handleOf('all', tree) }));
    const byEntry = transfer(item({ webkitGetAsEntry: () => entryOf('all', tree) }));
    expect(await names(byHandle)).toEqual(['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg']);
    expect(await names(byEntry)).toEqual(['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg']);
  });

  it('keeps a handle of every file where the browser gives one', async () => {
    const [found] = await droppedFiles(transfer(item({ getAsFileSystemHandle: async () => handleOf('a.jpg', 'a') })));
    expect([found?.file.name, found?.handle?.kind]).toEqual(['a.jpg', 'file']);
  });

  it('is a plain file where the browser knows neither', async () => {
    expect(await names(transfer(item({ getAsFile: () => new File(['x'], 'x.jpg') })))).toEqual(['x.jpg']);
  });

  it('is asked for all its items before the first wait, for then they are gone', async () => {
    let over = false;
    const late = item({ getAsFile: () => (over ? null : new File(['y'], 'y.jpg')) });
    const walking = names(transfer(item({ webkitGetAsEntry: () => entryOf('all', tree) }), late));
    over = true;
    expect(await walking).toContain('y.jpg');
  });

  it('leaves text alone', async () => {
    expect(await names(transfer({ kind: 'string' }))).toEqual([]);
  });
});
