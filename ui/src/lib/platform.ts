/** Whether this is a Mac: decides Cmd or Ctrl. Known before the first answer from Rust, so no key hint ever flips. */
export const mac = typeof navigator !== 'undefined' && navigator.platform.startsWith('Mac');
