import { afterEach } from 'vitest';
import { useLocale } from '../lib/format';

// One locale and zone for all tests, whatever the machine says.
useLocale('en-GB', 'UTC');

afterEach(() => {
  document.documentElement.removeAttribute('data-theme');
});
