import { defineConfig } from 'vite';

// What is built asks nobody but its own origin: no outside address, nothing inline (the Content-Security-Policy refuses it).
export default defineConfig(({ command }) => ({
  root: import.meta.dirname,
  appType: 'spa',
  clearScreen: false,
  // Whoever builds it: a test's own NODE_ENV would make the libraries those of development, a third larger.
  oxc: { jsx: { runtime: 'automatic', ...(command === 'build' ? { development: false } : {}) } },
  ...(command === 'build' ? { define: { 'process.env.NODE_ENV': JSON.stringify('production') } } : {}),
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      treeshake: {
        // Of ours, what a page does not use stays out of its script: an entrance gives more than one page wants.
        moduleSideEffects: (id) => !/\/packages\/(?:core|cli|protocol)\/src\//.test(id),
      },
    },
  },
}));
