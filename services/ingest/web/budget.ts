import type { Plugin } from 'vite';

/** Fails the build when the scripts of the first load are larger than `most` bytes, compressed by gzip as the edge sends them. */
export function scriptBudget(most: number): Plugin {
  return {
    name: 'script-budget',
    apply: 'build',
    async generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
      const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
      const first = new Set<string>();
      const load = (name: string): void => {
        if (first.has(name)) return;
        first.add(name);
        byName.get(name)?.imports.forEach(load);
      };
      chunks.filter(({ isEntry }) => isEntry).forEach(({ fileName }) => load(fileName));
      const sizes = await Promise.all([...first].map((name) => compressed(byName.get(name)?.code ?? '')));
      const bytes = sizes.reduce((sum, size) => sum + size, 0);
      if (bytes > most) this.error(`The first load has ${bytes} bytes of compressed script; ${most} are allowed.`);
    },
  };
}

async function compressed(code: string): Promise<number> {
  const stream = new Blob([code]).stream().pipeThrough(new CompressionStream('gzip'));
  return (await new Response(stream).arrayBuffer()).byteLength;
}
