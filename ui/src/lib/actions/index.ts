export { Actions, defineAction, isTextField, type Action, type Area } from './registry.svelte';
export { ariaKeys, keyCaps } from './keys';
