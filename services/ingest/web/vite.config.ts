import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { scriptBudget } from './budget.ts';

/** Bytes: what a page may ask of a phone before it shows anything. */
const MAX_SCRIPT_BYTES = 150_000;

// The edge sends `script-src 'self'` and serves /assets/* as immutable, so nothing may be inlined and every name carries a hash.
export default defineConfig({
  plugins: [svelte(), scriptBudget(MAX_SCRIPT_BYTES)],
  build: { assetsInlineLimit: 0, target: 'es2023', sourcemap: false },
  server: { proxy: { '/api': { target: 'https://localhost:8443', secure: false } } },
  test: {
    environment: 'node',
    // On a slow machine too, a test that is still at work has not failed.
    testTimeout: 60_000,
    include: ['tests/**/*.test.ts'],
    // Node would be given the library's other half, which knows no File.
    alias: {
      'tus-js-client': new URL('node_modules/tus-js-client/lib.esm/browser/index.js', import.meta.url).pathname,
    },
    server: { deps: { inline: ['tus-js-client'] } },
  },
});
