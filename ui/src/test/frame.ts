export { default as AppFrame } from './AppFrame.svelte';
