import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  envPrefix: ['VITE_'],
  resolve: { alias: { $lib: here('./src/lib'), $components: here('./src/components') } },
  // The window's devUrl names this address; another port would leave it blank, so a taken port is an error.
  server: { host: '127.0.0.1', port: 5173, strictPort: true },
  build: {
    outDir: 'dist',
    target: ['safari16.4', 'chrome111'],
    // The CSP knows no data: address, so nothing may be inlined, however small.
    assetsInlineLimit: 0,
    // Vite's polyfill for preloading is an inline script, which the CSP refuses; all three engines have it built in.
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { main: here('./index.html'), key: here('./key.html') } },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts'],
    setupFiles: ['src/test/setup.ts'],
    restoreMocks: true,
    // Two cores that also build Rust: a slow test is not a wrong one.
    testTimeout: 30_000,
    env: { DEBUG_PRINT_LIMIT: '0' },
  },
});
