import { mount } from 'svelte';
import KeyWindow from './KeyWindow.svelte';
import '../styles/tokens.css';
import '../styles/base.css';

// The one window that a key passes through when it is typed. It holds it only until it is handed in, knows a single
// command and shares nothing with the main window.
const target = document.getElementById('app');
if (target) mount(KeyWindow, { target });
