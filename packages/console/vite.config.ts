import { defineConfig } from 'vite';

// What is built asks nobody but its own origin: no outside address, nothing inline (the Content-Security-Policy refuses it).
export default defineConfig({
  root: import.meta.dirname,
  appType: 'spa',
  clearScreen: false,
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
  },
});
