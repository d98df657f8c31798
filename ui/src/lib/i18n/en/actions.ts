/** Names of actions: the same in the palette, in menus, in tooltips and in the list of shortcuts. */
export const actions = {
  ledgerWords: 'credits spent balance money history',
  palette: 'Search or run a command',
  shortcuts: 'Show all shortcuts',
  goCreate: 'Go to Create',
  goQueue: 'Go to Queue',
  goLibrary: 'Go to Library',
  goCalendar: 'Go to Calendar',
  goSettings: 'Open settings',
  undo: 'Undo',
  redo: 'Redo',
  theme: 'Change the theme: system, light, dark',
  nextRegion: 'Go to the next region',
  previousRegion: 'Go to the previous region',
  dashboard: 'Open TikVod in the browser',
};
