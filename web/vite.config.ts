import { defineConfig } from 'vite'

// The page works below any path of a proxy: every address in it is relative. The hub serves `console/` for ever, as the
// files' names have their digests; nothing stands inside the page, so that its policy for contents can be strict.
export default defineConfig({
  base: './',
  build: {
    assetsDir: 'console',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    // The hub's own reports say how large it is: `npm run bench -- console`.
    reportCompressedSize: false,
    rolldownOptions: {
      onLog(level, log, handle) {
        // Packages say which of their files are for browsers; here all are.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log)
      },
    },
  },
  oxc: { jsx: { runtime: 'automatic' } },
})
