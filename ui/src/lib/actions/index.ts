export { Actions, defineAction, isTextField, type Action, type Area, type ShortcutInfo } from './registry.svelte';
export { ariaKeys, keyCaps } from './keys';
